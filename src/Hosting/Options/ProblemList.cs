using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

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

    /// <summary>Adds a problem for each property of a section that is outside its <see cref="RangeAttribute"/>.</summary>
    public void Ranges(object section, string key)
    {
        foreach (var property in section.GetType().GetProperties())
        {
            if (property.GetCustomAttribute<RangeAttribute>() is not { } range) continue;
            var value = property.GetValue(section);
            // The attribute parses its limits when it is first asked.
            Require(
                range.IsValid(value), $"{key}:{property.Name}",
                string.Create(CultureInfo.InvariantCulture, $"is {value}; use {range.Minimum} to {range.Maximum}."));
        }
    }

    public void Within(double value, double least, double most, string key) =>
        Require(value >= least && value <= most, key, string.Create(CultureInfo.InvariantCulture, $"is {value}; use {least} to {most}."));
}
