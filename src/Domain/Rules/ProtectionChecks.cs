using System.Globalization;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules;

/// <summary>Judges whether guests are protected: replication and backups.</summary>
public static class ProtectionChecks
{
    /// <summary>A replication job that failed since its last success is failing; a disabled one is nobody's concern.</summary>
    public static IEnumerable<Assessment> Replication(NodeId node, IEnumerable<ReplicationSample> jobs) =>
        from job in jobs
        let failing = job.FailCount > 0 && !job.Disabled
        select new Assessment(
            ConditionType.ReplicationFailed, EntityId.Of(new GuestId(node.Cluster, job.Vmid)),
            failing ? Presence.Present : Presence.Absent, Severity.Warning,
            $"Replication {job.Id} of {node.Cluster}/{job.Vmid} to {job.Target ?? "its target"} fails",
            failing ? string.Create(CultureInfo.InvariantCulture, $"{job.FailCount} failures in a row: {job.Error ?? "no reason given"}") : "its last run succeeded")
        { Node = node.Name };

    /// <summary>
    /// The newest ended <c>vzdump</c> of each guest tells. A job over several guests has no guest's id and is judged as the node's own.
    /// A guest without any task among those read stays unknown.
    /// </summary>
    public static IEnumerable<Assessment> Backups(NodeId node, IEnumerable<PveTask> tasks) =>
        from task in tasks
        where task.Type == "vzdump" && task.EndedAt is not null
        group task by task.Id into runs
        let last = runs.MaxBy(run => run.StartedAt)!
        let entity = int.TryParse(runs.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var vmid)
            ? EntityId.Of(new GuestId(node.Cluster, vmid))
            : EntityId.Of(node)
        select new Assessment(
            ConditionType.BackupFailed, entity, last.Failed ? Presence.Present : Presence.Absent, Severity.Warning,
            $"The latest backup of {entity} failed", last.Failed ? $"{last.Upid}: {last.Status}" : "its latest backup succeeded")
        { Node = node.Name };

    /// <summary>Guests in no backup job, as one condition of the cluster; templates are left out.</summary>
    public static Assessment NotBackedUp(ClusterName cluster, IReadOnlyCollection<int> vmids)
    {
        var some = string.Join(", ", vmids.Order().Take(20));
        var text = string.Create(CultureInfo.InvariantCulture, $"{vmids.Count} guests are in no backup job: {some}{(vmids.Count > 20 ? " …" : "")}");
        return new(
            ConditionType.BackupMissing, EntityId.Of(cluster), vmids.Count > 0 ? Presence.Present : Presence.Absent, Severity.Info,
            text, vmids.Count > 0 ? text : "every guest is in a backup job");
    }
}
