using System.Globalization;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Collects the problems of a configuration.</summary>
internal sealed class ProblemList
{
    private readonly List<ConfigurationProblem> _problems = [];

    public IReadOnlyList<ConfigurationProblem> All => _problems;

    // One rule may change several ladders; its problem is listed once.
    public void Add(string key, string message)
    {
        var problem = new ConfigurationProblem($"Monitor:{key}", message);
        if (!_problems.Contains(problem)) _problems.Add(problem);
    }

    public void Require(bool condition, string key, string message)
    {
        if (!condition) Add(key, message);
    }

    public void Within(TimeSpan value, TimeSpan least, TimeSpan most, string key) =>
        Require(value >= least && value <= most, key, string.Create(CultureInfo.InvariantCulture, $"is {value}; use {least} to {most}."));

    public void Within(double value, double least, double most, string key) =>
        Require(value >= least && value <= most, key, string.Create(CultureInfo.InvariantCulture, $"is {value}; use {least} to {most}."));
}
