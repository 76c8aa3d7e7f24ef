using System.CommandLine;
using System.Globalization;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Trials;

/// <summary><c>trial</c>: plays many stories, prints what is wrong with each and the figures of all.</summary>
public static class TrialCommand
{
    private const double DaysOfYear = 365;
    private static readonly Option<double> Years = new("--cluster-years") { Description = "How long clusters are watched in all", DefaultValueFactory = _ => 1 };
    private static readonly Option<StoryProfile> Profile = new("--profile") { Description = "How often things happen: as in real estates, or everything often", DefaultValueFactory = _ => StoryProfile.Real };
    private static readonly Option<double?> Days = new("--story-days") { Description = "How long each story is; 5 for the real profile, 1 for the stress profile" };
    private static readonly Option<ulong?> Seed = new("--first-seed") { Description = "The first seed; without it fresh ones are taken" };
    private static readonly Option<int> Workers = new("--workers") { Description = "How many processes play at once", DefaultValueFactory = _ => Environment.ProcessorCount };

    /// <summary>The command.</summary>
    public static Command Make(string name)
    {
        var command = new Command(name, "Plays random lives of clusters against what truly happened in them; fails where the monitor was wrong") { Years, Profile, Days, Seed, Workers };
        command.SetAction(parsed => Run(parsed));
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var profile = parsed.GetValue(Profile);
        var length = TimeSpan.FromDays(parsed.GetValue(Days) ?? (profile == StoryProfile.Real ? 5 : 1));
        var stories = Math.Max(1, (int)Math.Round(parsed.GetValue(Years) * DaysOfYear / length.TotalDays));
        var first = parsed.GetValue(Seed) ?? (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Say($"{stories} stories of {length.TotalDays:0.##} days, {profile}, seeds from {first}");
        var (over, began) = (0, TimeProvider.System.GetTimestamp());
        var trial = new Trial(profile, length, parsed.GetValue(Workers), verdict =>
        {
            over++;
            if (verdict.Problem is { } problem) Say($"{verdict.Seed}: could not be played to its end: {problem}");
            foreach (var finding in verdict.Judgement?.Findings ?? []) Say($"{verdict.Seed}: {finding.Kind} {finding.Subject}: {finding.Text}");
            if (over % 10 == 0) Say($"{over} of {stories} stories after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s");
        });
        Console.WriteLine(trial.Play(first, stories).ToConsole());
        Say($"The monitor was wrong in {trial.Wrong.Count} of {stories} stories; {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s");
        foreach (var wrong in trial.Wrong)
            Say($"To repeat: play --seed {wrong.Seed} --profile {wrong.Profile} --days {length.TotalDays}");
        return trial.Wrong.Count == 0 ? 0 : 1;
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
