using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Grains.Guests;

/// <summary>Reads the tasks that may concern a guest.</summary>
internal sealed class GuestTasks(GuestId guest, NodeTasks nodes)
{
    private const int MaxLogs = 3;

    /// <summary>Reads the tasks.</summary>
    /// <param name="observation">The guest's row.</param>
    /// <param name="since">Tasks that ended earlier, by the monitor's clock, are not needed.</param>
    /// <param name="allNodes">Whether to include the newest tasks of all nodes.</param>
    /// <param name="crowd">The earliest time of a shared read that may be reused, if many guests ask at once; null for a single
    /// guest.</param>
    /// <param name="formerNode">
    /// The node that it was on before, if it moved: a migration has its task there, and so has the destruction of a guest whose VMID was
    /// reused elsewhere.
    /// </param>
    public async Task<TaskView> Read(
        GuestObservation observation, DateTimeOffset since, bool allNodes, DateTimeOffset? crowd = null, string? formerNode = null)
    {
        var node = new NodeId(guest.Cluster, observation.Sample.Node);
        var clock = await nodes.Clock(node, observation.At, crowd);

        // Without the privilege Proxmox answers with an empty list instead of a refusal (api-facts §2). Without the clock the order of
        // tasks and rows is unknown.
        if ((observation.WhyTasksUnread ?? clock.Unread) is { } blind)
            return TaskView.Unread(blind, clock.Ahead, observation.WhyTasksUnread is null ? clock.Failure : null);
        var skew = clock.Ahead!.Value;
        var read = await nodes.Read(node, guest.Vmid, since + skew, observation.At, crowd);
        if (!read.Succeeded) return TaskView.Unread(read.Failure.Message, skew, read.Failure);
        IEnumerable<PveTask> found = read.Value;
        if (allNodes) found = found.Concat(await nodes.ReadCluster(guest.Cluster, observation.At));
        if (formerNode is not null)
        {
            var former = await nodes.Read(new(guest.Cluster, formerNode), guest.Vmid, since + skew, observation.At, crowd);
            if (former.Succeeded) found = found.Concat(former.Value);
        }

        ImmutableArray<PveTask> tasks = [.. found.DistinctBy(task => task.Upid, StringComparer.Ordinal)];
        return new(tasks, null, skew, await Logs(tasks, since + skew));
    }

    /// <summary>The tasks of the guest's node that the other members list, by their clock; null if nothing can be read.</summary>
    public async Task<(ImmutableArray<PveTask> Tasks, TimeSpan Skew)?> ReadByMembers(GuestObservation observation)
    {
        var clock = await nodes.Clock(guest.Cluster, observation.At, except: observation.Sample.Node);
        if (clock.Ahead is not { } skew) return null;
        var listed = await nodes.ReadCluster(guest.Cluster, observation.At);
        return ([.. listed.Where(task => task.Node == observation.Sample.Node)], skew);
    }

    /// <summary>
    /// The guest's newest tasks on other nodes: a shutdown that was requested before the guest was moved may end it later. Empty if they
    /// cannot be read.
    /// </summary>
    public async Task<ImmutableArray<PveTask>> ReadElsewhere(GuestObservation observation)
    {
        var vmid = guest.Vmid.ToString(CultureInfo.InvariantCulture);
        var listed = await nodes.ReadCluster(guest.Cluster, observation.At);
        return [.. listed.Where(task => task.Id == vmid && task.Node != observation.Sample.Node)];
    }

    /// <summary>The newest tasks of the guest itself, as its node lists them now; null if they cannot be read.</summary>
    public async Task<ImmutableArray<PveTask>?> ReadOwn(GuestObservation observation)
    {
        var read = await nodes.ReadOwn(new(guest.Cluster, observation.Sample.Node), guest.Vmid);
        return read.Succeeded ? read.Value : null;
    }

    /// <summary>How far the clock of the guest's node is ahead.</summary>
    public Task<NodeSkew> Clock(GuestObservation observation) =>
        nodes.Clock(new NodeId(guest.Cluster, observation.Sample.Node), observation.At);

    /// <summary>The journal of the guest's node since an instant of the node's clock.</summary>
    public Task<ProbeResult<ImmutableArray<string>>> Journal(GuestObservation observation, DateTimeOffset since, DateTimeOffset? crowd) =>
        nodes.Journal(new(guest.Cluster, observation.Sample.Node), since, observation.At, crowd);

    // Only the log names the guests of a job over several, and its mode (api-facts §5). Jobs of this guest alone come first.
    private async Task<ImmutableDictionary<string, BackupJobLog>> Logs(ImmutableArray<PveTask> tasks, DateTimeOffset since)
    {
        var logs = ImmutableDictionary<string, BackupJobLog>.Empty;
        var vmid = guest.Vmid.ToString(CultureInfo.InvariantCulture);
        foreach (var job in tasks
            .Where(task => task.Type == TaskTypes.Backup && (task.Id.Length == 0 || task.Id == vmid))
            .Where(task => (task.EndedAt ?? DateTimeOffset.MaxValue) >= since)
            .OrderByDescending(task => task.Id == vmid).ThenByDescending(task => task.StartedAt).Take(MaxLogs))
        {
            if (await nodes.BackupLog(new(guest.Cluster, job.Node), job) is { } log) logs = logs.Add(job.Upid, log);
        }

        return logs;
    }
}
