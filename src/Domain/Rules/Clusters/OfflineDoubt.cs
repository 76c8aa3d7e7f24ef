namespace OrleansMonitor.Domain.Rules.Clusters;

/// <summary>How far rows that call a node offline are believed.</summary>
/// <param name="Reason">Why they are not believed; null if they are.</param>
/// <param name="CutOff">
/// The member that answers, if it reaches no other one and its quorum cannot be read: it is cut off, and the members that it calls offline
/// are doubted if their own API answers. Null for other doubts.
/// </param>
[GenerateSerializer]
[Alias("offline-doubt")]
public readonly record struct OfflineDoubt([property: Id(0)] string? Reason, [property: Id(1)] string? CutOff = null)
{
    /// <summary>They are believed.</summary>
    public static OfflineDoubt None => default;

    /// <summary>The reason before the node was asked.</summary>
    public string? BeforeAnswer => CutOff is null ? Reason : null;

    /// <summary>The doubts about the rows of a member that reaches no other one.</summary>
    /// <param name="member">The member that answers.</param>
    public static OfflineDoubt OfAlone(string member) =>
        new($"its own API answers, and {member}, which cannot reach it, reaches no other member: {member} is cut off", member);

    /// <summary>The reason once the node was asked.</summary>
    /// <param name="answers">Whether its own API answers; null if that is not known.</param>
    public string? AfterAnswer(bool? answers) => CutOff is not null && answers != true ? null : Reason;
}
