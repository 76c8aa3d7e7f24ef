namespace OrleansMonitor.Api.Problems;

/// <summary>Log levels that no configuration lowers.</summary>
internal static class LogRules
{
    /// <summary>Keeps lines below a level out of every provider's log.</summary>
    /// <param name="options">The filters, with all configured ones.</param>
    /// <param name="category">The category.</param>
    /// <param name="level">The lowest level that is logged.</param>
    public static void Force(this LoggerFilterOptions options, string category, LogLevel level)
    {
        foreach (var provider in options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct(StringComparer.Ordinal).ToList())
            options.Rules.Add(new(provider, category, level, filter: null));
    }
}
