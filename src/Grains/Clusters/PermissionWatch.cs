using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Live;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Has the tokens' privileges read when that is due, judges what sight they leave, and publishes where it changed.</summary>
internal sealed class PermissionWatch(ClusterName cluster, IGrainFactory grains, AccessWatch access, ClusterRecord record, ReachWatch reach)
{
    /// <summary>
    /// What vanished may have gone with a privilege, so the tokens are read before anybody hears that a guest is missing. Null before the
    /// first reading.
    /// </summary>
    public async Task<Assessment?> Judge(ClusterSnapshot before, SnapshotDiff diff)
    {
        var at = diff.Next.At;
        if (access.IsDue(at, LostPermissionHints.Moved(before, diff, access.Report)))
            await Read(diff.Next, LostPermissionHints.Of(before, diff), at);
        if (access.Report is not { } known) return null;
        reach.NoteSight(PermissionLoss.HeaderReason(record.State.LostPermissions, known));
        return PermissionLoss.Judge(cluster, record.State.LostPermissions, known);
    }

    /// <summary>Reads the tokens' privileges now.</summary>
    /// <param name="snapshot">The cluster's nodes.</param>
    /// <param name="suspects">Paths on which a privilege may be lost, and that privilege, besides those on which it is known to be.</param>
    /// <param name="at">Now.</param>
    public async Task Read(ClusterSnapshot snapshot, IEnumerable<(string Path, string Privilege)> suspects, DateTimeOffset at)
    {
        var report = await access.Read(
            [.. snapshot.Nodes.Select(node => node.Sample.Node)],
            LostPermissionHints.Known(record.State.MissingPermissions).Concat(suspects), at);
        record.NoteSight(access.Before, report);
    }

    /// <summary>Publishes a change of what the tokens hold, once.</summary>
    public async Task Publish()
    {
        if (access.Report is not { } report || AccessEvent.Of(cluster, record.State, report) is not { } change) return;
        await grains.Feed().Publish([change]);
        await record.NoteBlindSpots(report);
    }
}
