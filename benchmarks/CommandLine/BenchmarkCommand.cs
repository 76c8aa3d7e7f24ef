using System.CommandLine;
using System.Globalization;
using OrleansMonitor.Benchmarks.Measurements;
using OrleansMonitor.Benchmarks.Reporting;
using OrleansMonitor.Trust.Trials;

namespace OrleansMonitor.Benchmarks.CommandLine;

/// <summary>Measures the budgets of docs/performance.md: <c>dotnet run --project benchmarks -c Release</c>.</summary>
internal static class BenchmarkCommand
{
    private const int BadArguments = 2;

    private static readonly Option<string> Guests =
        new("--guests")
        {
            Description = "Sizes of the watched cluster, separated by commas",
            DefaultValueFactory = _ => "1000,10000,100000"
        };
    private static readonly Option<string?> Only = new("--only") { Description = "Measures one part" };
    private static readonly Option<bool> Quick = new("--quick") { Description = "Few repetitions: a look, not for the record" };
    private static readonly Option<FileInfo?> Write =
        new("--write") { Description = "Also writes the table into a Markdown file, between its markers" };

    public static async Task<int> RunAsync(string[] args)
    {
        Only.AcceptOnlyFromAmong([.. BenchmarkPlan.Parts]);
        var command = new RootCommand(
            "Measures the monitor against a simulated Proxmox in a process of its own") {
                Guests, Only, Quick, Write, TrialCommand.Make("trust") };
        command.SetAction(MeasureAsync);
        var result = command.Parse(args);
        if (result.Errors.Count == 0) return await result.InvokeAsync();
        foreach (var error in result.Errors) await Console.Error.WriteLineAsync(error.Message);
        return BadArguments;
    }

    private static async Task<int> MeasureAsync(ParseResult parsed, CancellationToken stop)
    {
        if (Sizes(parsed.GetValue(Guests)!) is not { } sizes)
        {
            await Console.Error.WriteLineAsync("--guests wants numbers from 1 to 200000, separated by commas.");
            return BadArguments;
        }

        var plan = new BenchmarkPlan(sizes, parsed.GetValue(Only), parsed.GetValue(Quick));
        var report = new Report();
        await Suite.RunAsync(plan, report, stop);
        await Console.Out.WriteLineAsync(report.ToMarkdown(plan));
        if (parsed.GetValue(Write) is { } file) MarkedFile.Replace(file.FullName, report.ToMarkdown(plan));
        return 0;
    }

    private static List<int>? Sizes(string text)
    {
        var sizes = new List<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size is < 1 or > 200_000) return null;
            sizes.Add(size);
        }

        return sizes.Count > 0 ? [.. sizes.Order()] : null;
    }
}
