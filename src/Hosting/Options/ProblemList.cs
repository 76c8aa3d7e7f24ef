using System.Globalization;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Collects everything that is wrong with a configuration.</summary>
internal sealed class ProblemList
{
    private readonly List<ConfigurationProblem> _problems = [];

    public IReadOnlyList<ConfigurationProblem> All => _problems;

    // One rule changes several ladders; what is wrong with it is said once.
    public void Add(string key, string message)
    {
        var problem = new ConfigurationProblem($"Monitor:{key}", message);
        if (!_problems.Contains(problem)) _problems.Add(problem);
    }

    public void Unless(bool fine, string key, string message)
    {
        if (!fine) Add(key, message);
    }

    public void Within(TimeSpan value, TimeSpan least, TimeSpan most, string key) =>
        Unless(value >= least && value <= most, key, string.Create(CultureInfo.InvariantCulture, $"is {value}; use {least} to {most}."));

    public void Within(double value, double least, double most, string key) =>
        Unless(value >= least && value <= most, key, string.Create(CultureInfo.InvariantCulture, $"is {value}; use {least} to {most}."));
}
