using System.Collections.Immutable;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Access;

/// <summary>
/// Distinguishes lost permissions from ones that were never granted. Permissions missing at the first read are the owner's choice and are
/// reported as missing only. A permission that was held before, or a token without any permission, raises the cluster's
/// <see cref="ConditionType.VisibilityLost"/>. Pure.
/// </summary>
public static class PermissionLoss
{
    private static readonly ImmutableArray<Capability> ReadCapabilities =
        [Capability.SeeGuests, Capability.SeeNodes, Capability.SeeCluster, Capability.SeeStorages];

    /// <summary>Keys of the missing permissions that were held before.</summary>
    /// <param name="state">The stored state of the cluster.</param>
    /// <param name="before">The previous report since the monitor started, if any.</param>
    /// <param name="report">The current report.</param>
    public static ImmutableArray<string> Lost(ClusterState state, AccessReport? before, AccessReport report)
    {
        if (!IsRead(report)) return state.LostPermissions;
        var known = state.AccessRead || state.MissingPermissionReports > 0;
        var lost = MissingReads(report).Where(IsLost).Select(missing => missing.Key).ToImmutableArray();
        return lost.SequenceEqual(state.LostPermissions) ? state.LostPermissions : lost;

        bool IsLost(MissingPermission missing) => state.LostPermissions.Any(key => Covers(key, missing))
            || (known && !state.MissingPermissions.Any(key => Covers(key, missing))
                && before?.MayRead(missing.Path, missing.Privilege) != false);
    }

    /// <summary>Whether visibility of the cluster, or of a kind of object in it, is lost.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="lost">The result of <see cref="Lost"/>.</param>
    /// <param name="report">The current report.</param>
    public static Assessment Judge(ClusterName cluster, ImmutableArray<string> lost, AccessReport report)
    {
        var nothing = SeesNothing(report);
        var lacking = MissingReads(report).Where(missing => nothing || lost.Contains(missing.Key)).ToList();
        var presence = (IsRead(report), lacking.Count) switch
        {
            (false, _) => Presence.Unknown,
            (_, 0) => Presence.Absent,
            _ => Presence.Present,
        };
        var title = nothing
            ? $"The monitor sees nothing of cluster {cluster}"
            : $"The monitor no longer sees {Subjects(lacking)} of cluster {cluster}";
        var reason = presence switch
        {
            Presence.Unknown => "what its tokens hold could not be read",
            Presence.Absent => "its reading token holds again what it held before",
            _ => string.Join("; ", lacking.Select(missing => missing.Description))
                + $". /api/v1/clusters/{cluster}/blind-spots lists the commands that fix it",
        };
        return new(ConditionType.VisibilityLost, EntityId.Of(cluster), presence,
            lacking.Any(missing => missing.Capability == Capability.SeeGuests) ? Severity.Error : Severity.Warning, title, reason)
        {
            Evidence = [new("lost", string.Join(", ", lacking.Select(missing => missing.Key)))],
        };
    }

    /// <summary>The reason in the cluster's header while guests are not visible; null if they are.</summary>
    public static string? HeaderReason(ImmutableArray<string> lost, AccessReport report)
    {
        var nothing = SeesNothing(report);
        var missing = MissingReads(report)
            .FirstOrDefault(read => read.Capability == Capability.SeeGuests && (nothing || lost.Contains(read.Key)));
        if (missing is null) return null;
        var unseen = nothing ? "nothing of it can be seen" : $"{Subjects([missing])} cannot be seen";
        return $"it answers, but {unseen}: {missing.Description}";
    }

    private static IEnumerable<MissingPermission> MissingReads(AccessReport report) =>
        report.MissingPermissions.Where(missing => missing.Token == TokenRole.Read && ReadCapabilities.Contains(missing.Capability));

    private static bool IsRead(AccessReport report) =>
        report.Tokens.Any(token => token.Role == TokenRole.Read && token.Privileges is not null);

    private static bool SeesNothing(AccessReport report) =>
        ReadCapabilities.All(capability => MissingReads(report)
            .Any(missing => missing.Capability == capability && missing.Except.IsEmpty
                && Needs.All.Any(need => need.Capability == capability && need.Path == missing.Path)));

    private static string Subjects(IEnumerable<MissingPermission> lacking) =>
        string.Join(" and ", lacking.Select(Subject).Distinct(StringComparer.Ordinal));

    private static string Subject(MissingPermission missing) => (missing.Capability, LastSegment(missing.Path)) switch
    {
        (Capability.SeeGuests, { } vmid) => $"guest {vmid}",
        (Capability.SeeGuests, _) => "the guests",
        (Capability.SeeNodes, { } node) => $"the figures of node {node}",
        (Capability.SeeNodes, _) => "the figures of the nodes",
        (Capability.SeeStorages, { } storage) => $"storage {storage}",
        (Capability.SeeStorages, _) => "the storages",
        _ => "the quorum",
    };

    private static string? LastSegment(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[(slash + 1)..] : null;

    // The same privilege on the same path or on a parent; the root is a separate need.
    private static bool Covers(string key, MissingPermission missing) =>
        string.Equals(key, missing.Key, StringComparison.Ordinal)
        || (!key.EndsWith(":/", StringComparison.Ordinal) && missing.Key.StartsWith($"{key}/", StringComparison.Ordinal));
}
