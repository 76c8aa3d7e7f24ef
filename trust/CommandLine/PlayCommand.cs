using System.CommandLine;
using System.Globalization;
using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Playing;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.CommandLine;

/// <summary><c>play</c>: plays one story and evaluates it.</summary>
internal static class PlayCommand
{
    private static readonly Option<FileInfo?> File =
        new("--story") { Description = "A story as JSON; without it one is made from the seed" };
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "Where the play is written to as text" };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "The seed of the story", DefaultValueFactory = _ => 1 };
    private static readonly Option<StoryProfile> Profile =
        new("--profile") { Description = "How often things happen", DefaultValueFactory = _ => StoryProfile.Real };
    private static readonly Option<double> Days = new("--days") { Description = "How long the story is", DefaultValueFactory = _ => 1 };

    private static readonly Option<FileInfo?> Timeline =
        new("--timeline") { Description = "Write what happened and what the monitor said, by time, to this file" };

    public static Command Make()
    {
        var command = new Command(
            "play", "Plays a story and judges what the monitor made of it; fails where something is wrong") {
                File, Out, Seed, Profile, Days, Timeline };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        var story = parsed.GetValue(File) is { } file
            ? StoryFile.Read(file.FullName)
            : StoryGenerator.Generate(parsed.GetValue(Seed), parsed.GetValue(Profile), TimeSpan.FromDays(parsed.GetValue(Days)));
        var play = await StoryPlayer.PlayAsync(story);
        if (parsed.GetValue(Out) is { } text) await System.IO.File.WriteAllTextAsync(text.FullName, PlayText.Of(play));
        if (parsed.GetValue(Timeline) is { } timeline) await System.IO.File.WriteAllLinesAsync(timeline.FullName, PlayTimeline.Of(play));
        var evaluation = Judge.Of(play, Bounds.Documented);
        foreach (var finding in evaluation.Findings)
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{finding.At:dd HH:mm:ss} {finding.Kind} {finding.Subject}: {finding.Text}"));
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"story {story.Seed} ({story.Profile}): {story.RunFor.TotalDays:f1} days of {story.Cluster.Guests} guests "
            + $"on {story.Cluster.Nodes} nodes, {story.Steps.Count} steps; {evaluation.Findings.Count} findings, "
            + $"{evaluation.Faults} faults, {evaluation.Told.Count} told, {evaluation.Notices} notices, {evaluation.Acts} acts; "
            + $"{play.Events.Count} events; {play.Cost.Cpu.TotalSeconds:f1} CPU-s, {story.RunFor / play.Cost.Cpu:f0} x real time, "
            + $"{play.Cost.Wakes} wakes"));
        return evaluation.Findings.Count == 0 ? 0 : 1;
    }
}
