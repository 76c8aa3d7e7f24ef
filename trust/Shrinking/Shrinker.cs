using System.Text.Json.Nodes;
using OrleansMonitor.Simulator.Options;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Shrinking;

/// <summary>
/// Reduces a failing story to a small one that still fails: its length, groups of steps, guests and nodes that no step names, single
/// steps, and settings, repeatedly until nothing can be removed. The same story and verdicts give the same result.
/// </summary>
/// <param name="stillFails">Plays a story and returns whether it fails like the first one.</param>
/// <param name="most">The maximum number of plays.</param>
public sealed class Shrinker(Func<Story, Task<bool>> stillFails, int most = 400)
{
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);
    private Story _story = null!;
    private bool _shrank;

    /// <summary>The number of plays so far.</summary>
    public int Plays { get; private set; }

    /// <summary>Reduces a story.</summary>
    /// <param name="story">One that fails.</param>
    /// <returns>The smallest failing story found; the story itself if it does not fail again.</returns>
    public async Task<Story> ShrinkAsync(Story story)
    {
        (_story, Plays) = (story, 0);
        if (!await TryAsync(story)) return story;
        while (_shrank)
        {
            _shrank = false;
            await CutEndAsync();
            await DropGroupsAsync();
            await CutBeginningAsync();
            await DropStepsAsync();
            await SimplifyAsync();
        }

        return _story;
    }

    private async Task<bool> TryAsync(Story smaller)
    {
        if (Plays >= most || !StoryCuts.IsPlayable(smaller)) return false;
        Plays++;
        if (!await stillFails(smaller)) return false;
        (_story, _shrank) = (smaller, true);
        return true;
    }

    // By bisection, because early failures are found early.
    private async Task CutEndAsync()
    {
        for (var (low, high) = (TimeSpan.Zero, _story.RunFor); high - low > Shortest;)
        {
            var middle = TimeSpan.FromSeconds(Math.Round((low + high).TotalSeconds / 2));
            if (await TryAsync(StoryCuts.Until(_story, middle))) high = middle;
            else low = middle;
        }
    }

    private async Task DropGroupsAsync()
    {
        var groups = _story.Steps.Select(step => step.Group).Concat(_story.Life.Select(step => step.Group)).Distinct().Order().ToList();
        await DeltaDebugging.MinimizeAsync(groups, left => TryAsync(StoryCuts.Only(_story, left.ToHashSet())));
    }

    private async Task CutBeginningAsync()
    {
        var begins = _story.Steps.Select(step => step.At)
            .Concat(_story.Life.Select(step => step.At))
            .Where(at => at > TimeSpan.Zero)
            .ToList();
        if (begins.Count == 0) return;
        foreach (var lead in (TimeSpan[])[Lead, 5 * Lead, 20 * Lead])
        {
            if (begins.Min() > lead && await TryAsync(StoryCuts.Earlier(_story, begins.Min() - lead))) return;
        }
    }

    private async Task DropStepsAsync()
    {
        await DeltaDebugging.MinimizeAsync(_story.Life, left => TryAsync(_story with { Life = left }));
        await DeltaDebugging.MinimizeAsync(_story.Steps, left => TryAsync(_story with { Steps = left }));
    }

    private async Task SimplifyAsync()
    {
        foreach (var guests in (int[])[StoryCuts.GuestsNamed(_story), _story.Cluster.Guests / 2])
            if (guests < _story.Cluster.Guests && guests >= StoryCuts.GuestsNamed(_story))
                await TryAsync(With(_story.Cluster with { Guests = guests }));
        for (var nodes = Math.Max(1, StoryCuts.NodesNamed(_story)); nodes < _story.Cluster.Nodes; nodes++)
            await TryAsync(With(_story.Cluster with { Nodes = nodes }));
        var plain = new SimulatorOptions();
        if (_story.Cluster.Timings != plain.Timings) await TryAsync(With(_story.Cluster with { Timings = plain.Timings }));
        if (_story.Cluster.StoppedShare > 0) await TryAsync(With(_story.Cluster with { StoppedShare = 0 }));
        if (_story.Cluster.Churn > 0) await TryAsync(With(_story.Cluster with { Churn = 0 }));
        if (_story.Endpoints is not null) await TryAsync(_story with { Endpoints = null });
        if (_story.Repairs) await TryAsync(_story with { Repairs = false });
        foreach (var name in _story.Monitor.Select(setting => setting.Key).ToList()) await TryAsync(Without(name));
    }

    private Story With(SimulatorOptions cluster) => _story with { Cluster = cluster };

    private Story Without(string setting)
    {
        var settings = (JsonObject)_story.Monitor.DeepClone();
        settings.Remove(setting);
        return _story with { Monitor = settings };
    }
}
