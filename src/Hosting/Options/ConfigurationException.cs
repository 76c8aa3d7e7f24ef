namespace OrleansMonitor.Hosting.Options;

/// <summary>One problem of the configuration.</summary>
/// <param name="Key">The key, such as <c>Monitor:Clusters:0:Name</c>.</param>
/// <param name="Message">The problem and its remedy.</param>
public sealed record ConfigurationProblem(string Key, string Message);

/// <summary>The configuration is invalid.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Reports all problems at once.</summary>
    public ConfigurationException(IReadOnlyList<ConfigurationProblem> problems)
        : base("The configuration has problems: " + string.Join(" ", problems.Select(problem => $"{problem.Key}: {problem.Message}"))) =>
        Problems = problems;

    /// <summary>The problems, in the order of the options.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }
}
