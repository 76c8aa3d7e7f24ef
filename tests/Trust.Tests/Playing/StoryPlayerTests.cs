using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Tests.Playing;

public sealed class StoryPlayerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("trust").FullName;

    [Fact]
    public async Task A_story_comes_to_the_same_in_two_processes()
    {
        var story = Tell(
            TimeSpan.FromMinutes(50),
            [Crash(3, 100), Crash(14, 101), Crash(33, 103)],
            [
                new(TimeSpan.FromMinutes(6), MonitorAction.Kill, 10), new(TimeSpan.FromMinutes(7), MonitorAction.Start, 10),
                new(TimeSpan.FromMinutes(12), MonitorAction.SetClock, 11) { By = TimeSpan.FromSeconds(-90) },
                new(TimeSpan.FromMinutes(18), MonitorAction.CutOff, 12), new(TimeSpan.FromMinutes(22), MonitorAction.Reconnect, 12),
                new(TimeSpan.FromMinutes(26), MonitorAction.DatabaseAway, 13),
                new(TimeSpan.FromMinutes(28), MonitorAction.DatabaseBack, 13),
                new(TimeSpan.FromMinutes(31), MonitorAction.SetLevel, 14) { Level = 3 },
                new(TimeSpan.FromMinutes(40), MonitorAction.Stop, 15), new(TimeSpan.FromMinutes(41), MonitorAction.Start, 15),
            ]);

        var plays = await Task.WhenAll(Play(story, "one"), Play(story, "other"));

        plays[0].ShouldBe(plays[1]);
        var text = plays[0];
        Count(text, "^life .*\"Problem\":").ShouldBe(0, text);
        Count(text, "^life ").ShouldBe(story.Life.Count);
        foreach (var vmid in (int[])[100, 101, 103])
            Count(text, $"^event .*\"Title\":\"VM_CRASHED:lab/{vmid} opened\"").ShouldBe(1, $"crash of {vmid}");
        Count(text, "^event .*\"Title\":\"CLUSTER_UNREACHABLE:lab opened\"").ShouldBe(1);
        Count(text, "^event .*\"Title\":\"MONITOR_STORAGE_FAILED:monitor opened\"").ShouldBe(1);
        Count(text, "^look .*\"Running\":false").ShouldBeInRange(3, 5);
        Count(text, "^request .*/qemu/103/status/start\"").ShouldBe(1);
        text.ShouldEndWith("chain whole\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Story Tell(TimeSpan length, IReadOnlyList<StoryStep> steps, IReadOnlyList<MonitorStep> life) => new()
    {
        Seed = 0,
        Profile = StoryProfile.Real,
        Cluster = new() { ClusterName = "lab", Guests = 12, Nodes = 3, StoppedShare = 0 },
        Repairs = true,
        RunFor = length,
        Steps = steps,
        Life = life,
    };

    private static StoryStep Crash(int minute, int vmid) =>
        new(TimeSpan.FromMinutes(minute), "kill", new JsonObject { ["guest"] = vmid, ["crash"] = true }, Group: vmid);

    private static int Count(string text, string pattern) => Regex.Count(text, pattern, RegexOptions.Multiline);

    private async Task<string> Play(Story story, string name)
    {
        var (file, play) = (Path.Combine(_folder, name + ".json"), Path.Combine(_folder, name + ".txt"));
        StoryFile.Write(story, file);
        var (exitCode, output, errors) = await TrustProcess.Run("play", "--story", file, "--out", play);
        errors.ShouldBeEmpty();
        exitCode.ShouldBe(0, output);
        return await File.ReadAllTextAsync(play, TestContext.Current.CancellationToken);
    }
}
