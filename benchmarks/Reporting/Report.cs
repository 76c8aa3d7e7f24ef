using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using OrleansMonitor.Benchmarks.CommandLine;

namespace OrleansMonitor.Benchmarks.Reporting;

/// <summary>Measured values with their budgets.</summary>
internal sealed class Report
{
    private readonly List<Figure> _figures = [];

    /// <summary>Adds a value and prints it.</summary>
    /// <param name="name">The name of the measurement.</param>
    /// <param name="value">The value.</param>
    /// <param name="budget">Its budget; empty for none.</param>
    /// <param name="kept">Whether it is within the budget; null without a budget or if the value is not significant.</param>
    /// <param name="details">Details.</param>
    public void Add(string name, string value, string budget, bool? kept, string details)
    {
        var figure = new Figure(name, value, budget, kept, details);
        _figures.Add(figure);
        Progress.Say($"{figure.Name}: {figure.Value} ({figure.Details})");
    }

    public string ToMarkdown(BenchmarkPlan plan)
    {
        var text = new StringBuilder();
        var today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{today}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, "
                + $"{RuntimeInformation.RuntimeIdentifier}, medians of {plan.Ticks} ticks{(plan.Quick ? ", **quick run**" : "")}");
        text.AppendLine().AppendLine("| figure | measured | budget | kept | details |").AppendLine("|---|---|---|---|---|");
        foreach (var figure in _figures)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {figure.Name} | **{figure.Value}** | {figure.Budget} | {Word(figure.Kept)} | {figure.Details} |");
        return text.ToString();
    }

    private static string Word(bool? kept) => kept switch { true => "yes", false => "**no**", null => "" };

    private sealed record Figure(string Name, string Value, string Budget, bool? Kept, string Details);
}
