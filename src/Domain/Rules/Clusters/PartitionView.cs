using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Clusters;

/// <summary>
/// How far an answer's list of offline members is trusted. A member reports whom it reaches, so its view counts only while it has quorum.
/// To an isolated member, all others look offline (api-facts §3).
/// </summary>
/// <param name="Away">Offline members, confirmed by a member that has quorum.</param>
/// <param name="Doubt">Why the latest answer's offline members are not trusted; null if they are.</param>
/// <param name="Unread">How many times in a row the quorum of the answering member could not be read.</param>
public sealed record PartitionView(ImmutableHashSet<string> Away, string? Doubt = null, int Unread = 0)
{
    /// <summary>
    /// True if the offline members are those of an answering member that reaches too few to have quorum, and its quorum cannot be read.
    /// Such members are down if they do not answer themselves; otherwise it is the answering one that is cut off.
    /// </summary>
    public bool IsOutnumbered { get; init; }

    /// <summary>No member is known to be offline.</summary>
    public static PartitionView Whole { get; } = new([]);

    // A failed read may succeed at the next poll, but must not hide a node's outage for long.
    private const int UnreadTolerance = 3;

    private const string AnotherMember = "the answer came from another member than the one that has quorum";
    private const string Outvoted = "no endpoint has quorum: members that the answering one cannot reach may be healthy";

    /// <summary>Whether the membership must be read before an answer's rows are trusted.</summary>
    /// <param name="away">Members that its rows report offline.</param>
    public bool MustReadMembers(IReadOnlyCollection<string> away) => Doubt is not null || IsOutnumbered || !Away.IsSupersetOf(away);

    /// <summary>
    /// The view after rows that need no membership: members that are back must be confirmed anew when they are away again.
    /// </summary>
    /// <param name="away">Members that the rows report offline.</param>
    public PartitionView After(IReadOnlyCollection<string> away) => away.Count == 0
        ? Whole
        : this with { Away = Away.Intersect(away) };

    /// <summary>Evaluates rows together with the membership.</summary>
    /// <param name="away">Members that the rows report offline.</param>
    /// <param name="from">The endpoint of the rows.</param>
    /// <param name="members">The membership, preferably from an endpoint with quorum; null if it could not be read.</param>
    /// <param name="by">The endpoint of the membership.</param>
    /// <param name="failure">Why the membership could not be read.</param>
    /// <param name="listed">Number of members in the rows; 0 if not known.</param>
    public PartitionVerdict Judge(
        IReadOnlyCollection<string> away, string? from, ClusterMembership? members, string? by, ProbeFailure? failure, int listed = 0)
        => members switch
        {
            null when away.Count == 0 => new(Whole),
            null when (IsNeverReadable(failure) && !IsMinority(away, listed)) || Unread + 1 >= UnreadTolerance =>
                new(new([.. away], null, Unread + 1) { IsOutnumbered = IsMinority(away, listed) }),
            null => new(this with
            {
                Doubt = string.Create(CultureInfo.InvariantCulture,
                    $"whether the member that answers has quorum cannot be read: {failure?.Message ?? "no reason given"}"),
                Unread = Unread + 1,
            }),
            { Quorate: false } => new(this with { Doubt = Outvoted, Unread = 0 }),

            // One address may be shared by several members.
            _ when from != by || members.Nodes.Any(member => member.Online && away.Contains(member.Node)) =>
                new(this with { Doubt = AnotherMember, Unread = 0 }) { ReadAgain = true },
            _ => new(new([.. away])),
        };

    private static bool IsNeverReadable(ProbeFailure? failure) =>
        failure?.Kind is ProbeFailureKind.Forbidden or ProbeFailureKind.NotImplemented;

    /// <summary>
    /// Whether the answering member has no quorum by its own rows: it reaches half of the members or fewer. Not known in a two-node
    /// cluster.
    /// </summary>
    /// <param name="away">Members that its rows report offline.</param>
    /// <param name="listed">Number of members in the rows; 0 if not known.</param>
    public static bool IsMinority(IReadOnlyCollection<string> away, int listed) => listed > 2 && away.Count * 2 >= listed;

    /// <summary>The view if no endpoint has quorum.</summary>
    public PartitionView WithoutQuorum() => this with { Doubt = Outvoted };
}

/// <summary>The evaluation of an answer.</summary>
/// <param name="View">How far its rows are trusted.</param>
public sealed record PartitionVerdict(PartitionView View)
{
    /// <summary>True if another endpoint has quorum and its rows must be read instead.</summary>
    public bool ReadAgain { get; init; }
}
