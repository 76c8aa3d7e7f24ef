using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Evaluates the protection of a cluster's guests: replication, backups, and guests in no backup job.</summary>
internal sealed class ProtectionWatch(ClusterName cluster)
{
    /// <summary>Guests in no backup job, when that was last read.</summary>
    public IReadOnlySet<int> Unprotected { get; private set; } = ImmutableHashSet<int>.Empty;

    /// <summary>Evaluates what a routine poll read of them.</summary>
    public IEnumerable<Assessment> Judge(ClusterInspection inspection, ClusterSnapshot snapshot, AccessReport? access)
    {
        var backups = new BackupHistory
        {
            Tasks = inspection.Backups,
            Logs = inspection.BackupLogs,
            LogsUnread = inspection.UnreadLogs,
            NodesUnread = inspection.BackupsUnheard ?? [],
            Destructions = inspection.Destructions ?? [],
            DestructionsUnread = inspection.DestructionsUnread ?? [],
            NodeOf = NodeOf,
            LabelOf = LabelOf,
        };
        var replicated = inspection.Replication.Where(job => NodeOf(job.Vmid) is not null);
        var assessments = ProtectionChecks.Replication(cluster, replicated, LabelOf, TargetOf)
            .Concat(BackupChecks.Judge(cluster, backups));
        if (inspection.NotBackedUp is not { } vmids) return assessments;
        var unprotected = vmids.Where(vmid => snapshot.FindGuest(vmid)?.Sample.Template != true).ToHashSet();
        Unprotected = unprotected;
        return assessments.Append(ProtectionChecks.NotBackedUp(cluster, unprotected));

        // A guest that the token may not see may exist: its node is unknown.
        string? NodeOf(int vmid) => snapshot.FindGuest(vmid)?.Sample.Node ?? HiddenNode(vmid);
        string LabelOf(int vmid) =>
            snapshot.FindGuest(vmid)?.Sample is { } guest ? GuestLabel.Of(guest.Kind, vmid, guest.Name) : GuestLabel.Of(null, vmid, null);
        ReplicationTarget? TargetOf(string name) =>
            snapshot.FindNode(name) is { } node ? new(node.Believed, GuestRechecks.BootOf(node, node.SampledAt)) : null;
        string? HiddenNode(int vmid) => access?.MaySeeGuest(vmid) == false ? "" : null;
    }
}
