using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Simulator;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Scripts;
using OrleansMonitor.Trust.Mutating;
using OrleansMonitor.Trust.Stories;
using OrleansMonitor.Trust.Time;

namespace OrleansMonitor.Trust.Playing;

/// <summary>
/// Plays a story: the simulated cluster and the monitor as it is deployed, on one virtual clock. Needs a process with one worker thread.
/// </summary>
public static class StoryPlayer
{
    /// <summary>The time until the monitor has verified a returned database and its records are readable.</summary>
    private static readonly TimeSpan DatabaseSeen = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    /// <summary>Plays it to its end.</summary>
    public static Task<Play> PlayAsync(Story story) => PlayAsync(story, Mutation.None);

    /// <summary>Plays it to its end with a mutated monitor.</summary>
    internal static async Task<Play> PlayAsync(Story story, Mutation mutation)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var time = new VirtualTime(Story.Start);
        await using var proxmox = SimulatedProxmox.InMemory(story.Cluster with { TellsStates = true }, time);
        var truth = new List<SimulatedChange>();
        proxmox.Cluster.Changed += truth.Add;
        proxmox.Cluster.Advance();
        await using var monitor = new PlayedMonitor(story, proxmox, time, mutation);
        var driver = new Driver(time);
        Progress.Begin(story, time);
        await driver.Finish(monitor.Start());
        var onlooker = new DashboardObserver(monitor, PollAge.Limit(monitor.Tiers, Tier.Critical), time);
        onlooker.Follow();
        if (story.Steps.Count > 0) proxmox.Cluster.Play(SimulatorScript.Parse(StoryFile.Script(story)));
        var life = new LifePlayer(monitor, driver, onlooker, time);
        foreach (var (at, step) in Moments(story))
        {
            await driver.Until(Story.Start + at);
            if (step is null) await onlooker.Observe();
            else await life.Play(step);
        }

        await driver.Until(Story.Start + story.RunFor);
        proxmox.Cluster.Advance();
        if (monitor.LacksDatabase)
        {
            monitor.BringDatabaseBack();
            await driver.Until(Story.Start + story.RunFor + DatabaseSeen);
        }

        if (monitor.Host is null) await driver.Finish(monitor.Start());
        var services = monitor.Host!.Services;
        var play = new Play(
            story, truth, proxmox.Requests.Acts, life.Moments, await StoredRecords.Events(services),
            await StoredRecords.Incidents(services, openOnly: false),
            await StoredRecords.Actions(services), onlooker.Observations, await StoredRecords.ChainProblem(services),
            new(Environment.CpuUsage.TotalTime - cpu, time.Wakes))
        {
            StoredAt = monitor.Times.StoredAt,
        };
        await driver.Finish(monitor.Stop());
        Progress.End();
        return play;
    }

    // Observations and steps of the monitor in order; at the same time the observation comes last.
    private static IEnumerable<(TimeSpan At, MonitorStep? Step)> Moments(Story story)
    {
        var looks = (int)(story.RunFor / LookEvery);
        return Enumerable.Range(1, looks).Select(number => (At: number * LookEvery, Step: (MonitorStep?)null))
            .Concat(story.Life.Select(step => (step.At, Step: (MonitorStep?)step)))
            .Where(moment => moment.At <= story.RunFor)
            .OrderBy(moment => moment.At).ThenBy(moment => moment.Step is null);
    }
}
