using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Grains.Guests;

/// <summary>Reads the tasks that may have to do with a guest.</summary>
internal sealed class GuestTasks(GuestId guest, NodeTasks nodes)
{
    private const int LogsAtMost = 3;

    /// <summary>Reads them.</summary>
    /// <param name="observation">The guest's row.</param>
    /// <param name="since">What ended earlier, by the monitor's clock, matters no more.</param>
    /// <param name="everywhere">Whether tasks of other nodes matter too: one that migrates has its task where it came from.</param>
    /// <param name="crowd">Where many guests ask at once: what was read at or after this instant is new enough; null for a single
    /// one.</param>
    public async Task<TaskView> Read(GuestObservation observation, DateTimeOffset since, bool everywhere, DateTimeOffset? crowd = null)
    {
        var node = new NodeId(guest.Cluster, observation.Sample.Node);
        var clock = await nodes.Clock(node, observation.At, crowd);

        // Without the privilege Proxmox answers with an empty list instead of a refusal (api-facts §2). Without the clock nobody knows
        // which tasks came before.
        if ((observation.WhyTasksUnread ?? clock.Unread) is { } blind)
            return TaskView.Unread(blind, clock.Ahead, observation.WhyTasksUnread is null ? clock.Failure : null);
        var skew = clock.Ahead!.Value;
        var read = await nodes.Read(node, guest.Vmid, since + skew, observation.At, crowd);
        if (!read.Succeeded) return TaskView.Unread(read.Failure.Message, skew, read.Failure);
        ImmutableArray<PveTask> tasks = everywhere
            ? [.. read.Value.Concat(await nodes.Everywhere(guest.Cluster, observation.At))
                .DistinctBy(task => task.Upid, StringComparer.Ordinal)] : read.Value;
        return new(tasks, null, skew, await Logs(tasks, since + skew));
    }

    /// <summary>
    /// What the other members show of the tasks of a node that cannot be asked, by their clock; null where nothing can be read.
    /// </summary>
    public async Task<(ImmutableArray<PveTask> Tasks, TimeSpan Skew)?> Heard(GuestObservation observation)
    {
        var clock = await nodes.Clock(guest.Cluster, observation.At, besides: observation.Sample.Node);
        if (clock.Ahead is not { } skew) return null;
        var listed = await nodes.Everywhere(guest.Cluster, observation.At);
        return ([.. listed.Where(task => task.Node == observation.Sample.Node)], skew);
    }

    /// <summary>How far the clock of the guest's node is ahead.</summary>
    public Task<NodeSkew> Clock(GuestObservation observation) =>
        nodes.Clock(new NodeId(guest.Cluster, observation.Sample.Node), observation.At);

    /// <summary>The journal of the guest's node since an instant of the node's clock.</summary>
    public Task<ProbeResult<ImmutableArray<string>>> Journal(GuestObservation observation, DateTimeOffset since, DateTimeOffset? crowd) =>
        nodes.Journal(new(guest.Cluster, observation.Sample.Node), since, observation.At, crowd);

    // Only a log names the guests of a job over several, and the mode that was used (api-facts §5). Jobs of the guest alone come first.
    private async Task<ImmutableDictionary<string, BackupJobLog>> Logs(ImmutableArray<PveTask> tasks, DateTimeOffset since)
    {
        var logs = ImmutableDictionary<string, BackupJobLog>.Empty;
        var vmid = guest.Vmid.ToString(CultureInfo.InvariantCulture);
        foreach (var job in tasks
            .Where(task => task.Type == TaskTypes.Backup && (task.Id.Length == 0 || task.Id == vmid))
            .Where(task => (task.EndedAt ?? DateTimeOffset.MaxValue) >= since)
            .OrderByDescending(task => task.Id == vmid).ThenByDescending(task => task.StartedAt).Take(LogsAtMost))
        {
            if (await nodes.BackupLog(new(guest.Cluster, job.Node), job) is { } log) logs = logs.Add(job.Upid, log);
        }

        return logs;
    }
}
