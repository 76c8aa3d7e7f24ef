namespace OrleansMonitor.Domain.Rules.Clusters;

/// <summary>How far rows that call a node offline are believed.</summary>
/// <param name="Reason">Why they are not believed; null if they are.</param>
/// <param name="OnlyIfItAnswers">True if they are doubted only for a node whose own API answers.</param>
[GenerateSerializer]
[Alias("offline-doubt")]
public readonly record struct OfflineDoubt([property: Id(0)] string? Reason, [property: Id(1)] bool OnlyIfItAnswers = false)
{
    /// <summary>They are believed.</summary>
    public static OfflineDoubt None => default;

    /// <summary>The member that answers may be the one that is cut off, and that cannot be read.</summary>
    public static OfflineDoubt OfThoseThatAnswer { get; } = new(
        "its own API answers, and the member that cannot reach it reaches too few members to have quorum: that one is probably cut off",
        OnlyIfItAnswers: true);

    /// <summary>The reason before the node was asked.</summary>
    public string? BeforeAnswer => OnlyIfItAnswers ? null : Reason;

    /// <summary>The reason once the node was asked.</summary>
    /// <param name="answers">Whether its own API answers; null if that is not known.</param>
    public string? AfterAnswer(bool? answers) => OnlyIfItAnswers && answers != true ? null : Reason;
}
