using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using OrleansMonitor.Trust.Playing;
using OrleansMonitor.Trust.Stories;
using OrleansMonitor.Trust.Trials;

namespace OrleansMonitor.Trust.CommandLine;

/// <summary><c>speed</c>: measures how much faster than real time a quiet cluster of three nodes and 40 guests is played.</summary>
internal static class SpeedCommand
{
    private static readonly TimeSpan Crash = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan WarmUp = TimeSpan.FromHours(1);
    private static readonly Option<double> Hours = new("--hours") { Description = "How long the story is", DefaultValueFactory = _ => 24 };

    public static Command Make()
    {
        var command = new Command(
            "speed", "Measures how much faster than real time a cluster of three nodes and 40 guests is played, per core") { Hours };
        command.SetAction((parsed, _) => RunAsync(TimeSpan.FromHours(parsed.GetValue(Hours))));
        return command;
    }

    private static async Task<int> RunAsync(TimeSpan length)
    {
        if (!WorkerProcess.IsThis) return await MeasureAsync(length);
        await StoryPlayer.PlayAsync(Calm(WarmUp));
        var cost = (await StoryPlayer.PlayAsync(Calm(length))).Cost;
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{length.TotalHours:f1} hours of 40 guests on 3 nodes: {cost.Cpu.TotalSeconds:f1} CPU-s, "
            + $"{length / cost.Cpu:f0} x real time per core, {cost.Wakes / length.TotalHours:f0} wakes an hour"));
        return 0;
    }

    private static async Task<int> MeasureAsync(TimeSpan length)
    {
        using var process = Process.Start(WorkerProcess.Of("speed", "--hours", length.TotalHours.ToString(CultureInfo.InvariantCulture)))!;
        var errors = process.StandardError.ReadToEndAsync();
        await Console.Out.WriteAsync(await process.StandardOutput.ReadToEndAsync());
        await Console.Error.WriteAsync(await errors);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static Story Calm(TimeSpan length) => new()
    {
        Seed = 0,
        Profile = StoryProfile.Real,
        Cluster = new() { ClusterName = PlayedMonitor.Cluster, Guests = 40, Nodes = 3 },
        Repairs = true,
        RunFor = length,
        Steps = [new StoryStep(Crash, "kill", new JsonObject { ["guest"] = 100, ["crash"] = true }, Group: 1)],
    };
}
