namespace OrleansMonitor.Hosting.Options;

/// <summary>Something wrong with the configuration.</summary>
/// <param name="Key">The key, such as <c>Monitor:Clusters:0:Name</c>.</param>
/// <param name="Message">What is wrong with it and what to do.</param>
public sealed record ConfigurationProblem(string Key, string Message);

/// <summary>The configuration cannot be used.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Everything that is wrong, at once.</summary>
    public ConfigurationException(IReadOnlyList<ConfigurationProblem> problems)
        : base("The configuration has problems: " + string.Join(" ", problems.Select(problem => $"{problem.Key}: {problem.Message}"))) =>
        Problems = problems;

    /// <summary>The problems, in the order of the configuration.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }
}
