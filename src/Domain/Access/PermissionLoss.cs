using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Access;

/// <summary>
/// Tells lost sight from sight that never was. A reading token that is blind when it is first read is blind by its owner's choice, and is told as a blind
/// spot only; what it held and holds no longer makes the cluster's <see cref="ConditionType.VisibilityLost"/>, as does a token that holds nothing at all. Pure.
/// </summary>
public static class PermissionLoss
{
    private static readonly ImmutableArray<Capability> Seeing = [Capability.SeeGuests, Capability.SeeNodes, Capability.SeeCluster, Capability.SeeStorages];

    /// <summary>Blind spots, by key, that are lost sight.</summary>
    /// <param name="state">What is known of the cluster from before.</param>
    /// <param name="before">The report before, where there was one since the monitor started.</param>
    /// <param name="report">What was found now.</param>
    public static ImmutableArray<string> Lost(ClusterState state, AccessReport? before, AccessReport report)
    {
        if (!IsRead(report)) return state.LostPermissions;
        var known = state.AccessRead || state.MissingPermissionReports > 0;
        var lost = Spots(report).Where(spot => state.LostPermissions.Any(key => Covers(key, spot))
            || (known && !state.MissingPermissions.Any(key => Covers(key, spot)) && before?.MayRead(spot.Path, spot.Privilege) != false)).Select(spot => spot.Key).ToImmutableArray();
        return lost.SequenceEqual(state.LostPermissions) ? state.LostPermissions : lost;
    }

    /// <summary>Whether sight of the cluster, or of a kind of thing in it, is lost.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="lost">What <see cref="Lost"/> found.</param>
    /// <param name="report">What was found now.</param>
    public static Assessment Judge(ClusterName cluster, ImmutableArray<string> lost, AccessReport report)
    {
        var nothing = SeesNothing(report);
        var spots = Spots(report).Where(spot => nothing || lost.Contains(spot.Key)).ToList();
        var presence = !IsRead(report) ? Presence.Unknown : spots.Count > 0 ? Presence.Present : Presence.Absent;
        var title = nothing ? $"The monitor sees nothing of cluster {cluster}" : $"The monitor no longer sees {Subjects(spots)} of cluster {cluster}";
        var reason = presence switch
        {
            Presence.Unknown => "what its tokens hold could not be read",
            Presence.Absent => "its reading token holds again what it held before",
            _ => string.Join("; ", spots.Select(spot => spot.Description))
                + $". /api/v1/clusters/{cluster}/blind-spots lists the commands that fix it",
        };
        return new(ConditionType.VisibilityLost, EntityId.Of(cluster), presence, spots.Any(spot => spot.Capability == Capability.SeeGuests) ? Severity.Error : Severity.Warning, title, reason)
        {
            Evidence = [new("lost", string.Join(", ", spots.Select(spot => spot.Key)))],
        };
    }

    /// <summary>What the cluster's header says while guests are out of sight; null while none is.</summary>
    public static string? HeaderWords(ImmutableArray<string> lost, AccessReport report)
    {
        var nothing = SeesNothing(report);
        var spot = Spots(report).FirstOrDefault(spot => spot.Capability == Capability.SeeGuests && (nothing || lost.Contains(spot.Key)));
        return spot is null ? null : $"it answers, but {(nothing ? "nothing of it can be seen" : $"{Subjects([spot])} cannot be seen")}: {spot.Description}";
    }

    private static IEnumerable<MissingPermission> Spots(AccessReport report) => report.MissingPermissions.Where(spot => spot.Token == TokenRole.Read && Seeing.Contains(spot.Capability));

    private static bool IsRead(AccessReport report) => report.Tokens.Any(token => token.Role == TokenRole.Read && token.Privileges is not null);

    private static bool SeesNothing(AccessReport report) =>
        Seeing.All(capability => Spots(report).Any(spot => spot.Capability == capability && spot.Except.IsEmpty && Needs.All.Any(need => need.Capability == capability && need.Path == spot.Path)));

    private static string Subjects(IEnumerable<MissingPermission> spots) => string.Join(" and ", spots.Select(Subject).Distinct(StringComparer.Ordinal));

    private static string Subject(MissingPermission spot) => (spot.Capability, Last(spot.Path)) switch
    {
        (Capability.SeeGuests, { } vmid) => $"guest {vmid}",
        (Capability.SeeGuests, _) => "the guests",
        (Capability.SeeNodes, { } node) => $"the figures of node {node}",
        (Capability.SeeNodes, _) => "the figures of the nodes",
        (Capability.SeeStorages, { } storage) => $"storage {storage}",
        (Capability.SeeStorages, _) => "the storages",
        _ => "the quorum",
    };

    private static string? Last(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[(slash + 1)..] : null;

    // The same privilege on the same path or on one above; the root is a need of its own.
    private static bool Covers(string key, MissingPermission spot) =>
        string.Equals(key, spot.Key, StringComparison.Ordinal) || (!key.EndsWith(":/", StringComparison.Ordinal) && spot.Key.StartsWith($"{key}/", StringComparison.Ordinal));
}
