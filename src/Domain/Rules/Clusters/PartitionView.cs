using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Clusters;

/// <summary>
/// Whose view an answer is, and how far it is believed: a member tells whom it hears, so its word on the others counts only while it has
/// quorum. Seen from a member that is cut off, all others are down (api-facts §3).
/// </summary>
/// <param name="Away">Members that are known to be away by the word of a member that has quorum.</param>
/// <param name="Doubt">Why the latest answer's word on who is away is not believed; null where it is.</param>
/// <param name="Unread">How many times in a row nobody could say whether the member that answers has quorum.</param>
public sealed record PartitionView(ImmutableHashSet<string> Away, string? Doubt = null, int Unread = 0)
{
    /// <summary>Nobody is known to be away.</summary>
    public static PartitionView Whole { get; } = new([]);

    // What cannot be read now may be read at the next poll; a node's death must not stay untold because of it.
    private const int UnreadTolerance = 3;

    private const string AnotherMember = "the answer came from another member than the one that has quorum";
    private const string Outvoted = "no endpoint has quorum: members that the answering one cannot reach may be healthy";

    /// <summary>Whether the members must be read to believe an answer's rows.</summary>
    /// <param name="away">The members that its rows call offline.</param>
    public bool Asks(IReadOnlyCollection<string> away) => Doubt is not null || !Away.IsSupersetOf(away);

    /// <summary>What to make of rows, now that the members were asked for.</summary>
    /// <param name="away">The members that the rows call offline.</param>
    /// <param name="from">The endpoint that the rows came from.</param>
    /// <param name="members">The members, by an endpoint that has quorum if any has; null where they could not be read.</param>
    /// <param name="by">The endpoint that told of the members.</param>
    /// <param name="failure">Why they could not be read.</param>
    /// <param name="listed">How many members the rows list; 0 where that is not known.</param>
    public PartitionVerdict Judge(
        IReadOnlyCollection<string> away, string? from, ClusterMembership? members, string? by, ProbeFailure? failure, int listed = 0)
        => members switch
        {
            null when away.Count == 0 => new(Whole),
            null when (IsNeverTold(failure) && !IsMinority(away, listed)) || Unread + 1 >= UnreadTolerance =>
                new(new([.. away], null, Unread + 1)),
            null => new(this with
            {
                Doubt = string.Create(CultureInfo.InvariantCulture,
                    $"whether the member that answers has quorum cannot be read: {failure?.Message ?? "no reason given"}"),
                Unread = Unread + 1,
            }),
            { Quorate: false } => new(this with { Doubt = Outvoted, Unread = 0 }),

            // One address may stand for several members.
            _ when from != by || members.Nodes.Any(member => member.Online && away.Contains(member.Node)) =>
                new(this with { Doubt = AnotherMember, Unread = 0 }) { ReadAgain = true },
            _ => new(new([.. away])),
        };

    private static bool IsNeverTold(ProbeFailure? failure) =>
        failure?.Kind is ProbeFailureKind.Forbidden or ProbeFailureKind.NotImplemented;

    // Who hears no more than half of the members has no quorum. Of two, one may have it all the same.
    private static bool IsMinority(IReadOnlyCollection<string> away, int listed) => listed > 2 && away.Count * 2 >= listed;

    /// <summary>The same, once nobody is found to have quorum.</summary>
    public PartitionView WithoutQuorum() => this with { Doubt = Outvoted };
}

/// <summary>What was made of an answer.</summary>
/// <param name="View">How far its rows are believed.</param>
public sealed record PartitionVerdict(PartitionView View)
{
    /// <summary>True where another endpoint has quorum: its rows are to be read instead.</summary>
    public bool ReadAgain { get; init; }
}
