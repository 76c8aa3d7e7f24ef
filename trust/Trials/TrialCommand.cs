using System.CommandLine;
using System.Globalization;
using OrleansMonitor.Trust.Shrinking;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Trials;

/// <summary><c>trial</c>: plays many stories, prints their findings and the totals.</summary>
public static class TrialCommand
{
    private const double DaysOfYear = 365;
    private static readonly Option<double> Years =
        new("--cluster-years") { Description = "How long clusters are watched in all", DefaultValueFactory = _ => 1 };
    private static readonly Option<StoryProfile> Profile = new(
        "--profile")
    {
        Description = "How often things happen: as in real estates, or everything often",
        DefaultValueFactory = _ => StoryProfile.Real
    };
    private static readonly Option<double?> Days =
        new("--story-days") { Description = "How long each story is; 5 for the real profile, 1 for the stress profile" };
    private static readonly Option<ulong?> Seed = new("--first-seed") { Description = "The first seed; without it fresh ones are taken" };
    private static readonly Option<int> Workers =
        new("--workers") { Description = "How many processes play at once", DefaultValueFactory = _ => Environment.ProcessorCount };

    private static readonly Option<DirectoryInfo?> Shrink =
        new("--shrink") { Description = "Cut what went wrong down and write it as scenarios below this folder" };
    private static readonly Option<int> Plays =
        new("--shrink-plays") { Description = "How many plays cutting a story down may take", DefaultValueFactory = _ => 200 };

    /// <summary>The command.</summary>
    public static Command Make(string name)
    {
        var command =
            new Command(name, "Plays random lives of clusters against what truly happened in them; fails where the monitor was wrong")
        {
            Years, Profile, Days, Seed, Workers, Shrink, Plays,
        };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        var profile = parsed.GetValue(Profile);
        var length = TimeSpan.FromDays(parsed.GetValue(Days) ?? (profile == StoryProfile.Real ? 5 : 1));
        var stories = Math.Max(1, (int)Math.Round(parsed.GetValue(Years) * DaysOfYear / length.TotalDays));
        var first = parsed.GetValue(Seed) ?? (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Print($"{stories} stories of {length.TotalDays:0.##} days, {profile}, seeds from {first}");
        var (over, began) = (0, TimeProvider.System.GetTimestamp());
        var trial = new Trial(profile, length, parsed.GetValue(Workers), verdict =>
        {
            over++;
            if (verdict.Problem is { } problem) Print($"{verdict.Seed}: could not be played to its end: {problem}");
            foreach (var finding in verdict.Judgement?.Findings ?? [])
                Print($"{verdict.Seed}: {finding.Kind} {finding.Subject}: {finding.Text}");
            if (over % 10 == 0) Print($"{over} of {stories} stories after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s");
        });
        Console.WriteLine(trial.Play(first, stories).ToConsole());
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        Print($"The monitor was wrong in {trial.Wrong.Count} of {stories} stories; {seconds:0} s");
        foreach (var wrong in trial.Wrong)
            Print($"To repeat: play --seed {wrong.Seed} --profile {wrong.Profile} --days {length.TotalDays}");
        if (parsed.GetValue(Shrink) is { } folder)
        {
            foreach (var wrong in trial.Wrong.Where(wrong => wrong.Judgement is not null))
            {
                var cut = await StoryShrinking.WriteAsync(
                    wrong.RecreateStory(), wrong.Judgement!.Findings[0], folder.FullName, parsed.GetValue(Plays));
                if (cut is var (scenario, steps, plays)) Print($"{wrong.Seed}: cut down to {steps} steps in {plays} plays: {scenario}");
            }
        }

        return trial.Wrong.Count == 0 ? 0 : 1;
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
