using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Judges how a cluster's guests are protected: replication, backups, and guests in no backup job.</summary>
internal sealed class ProtectionWatch(ClusterName cluster)
{
    /// <summary>Guests in no backup job, as far as that was read last.</summary>
    public IReadOnlySet<int> Unprotected { get; private set; } = ImmutableHashSet<int>.Empty;

    /// <summary>Judges what a routine poll saw of them.</summary>
    public IEnumerable<Assessment> Judge(ClusterInspection inspection, ClusterSnapshot snapshot, AccessReport? access)
    {
        var backups = new BackupHistory
        {
            Tasks = inspection.Backups,
            Logs = inspection.BackupLogs,
            LogsUnread = inspection.UnreadLogs,
            NodesUnread = inspection.BackupsUnheard ?? [],
            Destructions = inspection.Destructions ?? [],
            NodeOf = NodeOf,
        };
        var assessments = ProtectionChecks.Replication(cluster, inspection.Replication.Where(job => NodeOf(job.Vmid) is not null))
            .Concat(BackupChecks.Judge(cluster, backups));
        if (inspection.NotBackedUp is not { } vmids) return assessments;
        var unprotected = vmids.Where(vmid => snapshot.FindGuest(vmid)?.Sample.Template != true).ToHashSet();
        Unprotected = unprotected;
        return assessments.Append(ProtectionChecks.NotBackedUp(cluster, unprotected));

        // A guest that the token may not see may well be there.
        string? NodeOf(int vmid) => snapshot.FindGuest(vmid)?.Sample.Node ?? (access?.MaySeeGuest(vmid) == false ? "" : null);
    }
}
