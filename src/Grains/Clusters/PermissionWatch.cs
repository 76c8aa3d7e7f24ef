using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Live;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Reads the tokens' privileges when due, evaluates lost permissions, and publishes changes.</summary>
internal sealed class PermissionWatch(ClusterName cluster, IGrainFactory grains, AccessWatch access, ClusterRecord record, ReachWatch reach)
{
    /// <summary>
    /// Evaluates lost permissions. A lost privilege hides guests, so the tokens are read before a guest counts as missing. Null before the
    /// first read.
    /// </summary>
    public async Task<Assessment?> Judge(ClusterSnapshot before, SnapshotDiff diff)
    {
        var at = diff.Next.At;
        if (access.IsDue(at, LostPermissionHints.Moved(before, diff, access.Report)))
            await Read(diff.Next, LostPermissionHints.Of(before, diff), at);
        if (access.Report is not { } known) return null;
        reach.RecordVisibility(PermissionLoss.HeaderReason(record.State.LostPermissions, known));
        return PermissionLoss.Judge(cluster, record.State.LostPermissions, known);
    }

    /// <summary>Reads the tokens' privileges now.</summary>
    /// <param name="snapshot">The cluster's nodes.</param>
    /// <param name="suspects">Paths on which a privilege may be lost, and that privilege, in addition to known ones.</param>
    /// <param name="at">The current time.</param>
    public async Task Read(ClusterSnapshot snapshot, IEnumerable<(string Path, string Privilege)> suspects, DateTimeOffset at)
    {
        var report = await access.Read(
            [.. snapshot.Nodes.Select(node => node.Sample.Node)],
            LostPermissionHints.Known(record.State.MissingPermissions).Concat(suspects), at);
        record.RecordPermissions(access.Previous, report);
    }

    /// <summary>Publishes a change of the missing permissions, once.</summary>
    public async Task Publish()
    {
        if (access.Report is not { } report || AccessEvent.Of(cluster, record.State, report) is not { } change) return;
        await grains.Feed().Publish([change]);
        await record.SaveMissingPermissions(report);
    }
}
