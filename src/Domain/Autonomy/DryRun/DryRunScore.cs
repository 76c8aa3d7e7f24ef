namespace OrleansMonitor.Domain.Autonomy.DryRun;

/// <summary>Whether acting would have been right, or was.</summary>
[Alias("ShadowVerdict")]
public enum DryRunVerdict
{
    /// <summary>It is too early to tell.</summary>
    Open,

    /// <summary>A person did the same or approved it, and it was not undone; or it was done and not undone.</summary>
    Right,

    /// <summary>It came back by itself before anybody did anything: acting was not needed.</summary>
    Needless,

    /// <summary>A person undid it or rejected it: acting was against somebody's will.</summary>
    Wrong,

    /// <summary>Nobody did anything within the window: nothing shows whether somebody wanted it. Does not count.</summary>
    Unclear,
}

/// <summary>A judged case.</summary>
/// <param name="Verdict">Whether it would have been right, or was.</param>
/// <param name="Reason">Why, in words.</param>
[GenerateSerializer, Immutable, Alias("shadow-score")]
public sealed record DryRunScore([property: Id(0)] DryRunVerdict Verdict, [property: Id(1)] string Reason)
{
    /// <summary>True once it does not change any more.</summary>
    public bool IsFinal => Verdict != DryRunVerdict.Open;
}

/// <summary>A case with its score, as the scorecard counts it.</summary>
/// <param name="RunbookId">Which runbook.</param>
/// <param name="Acted">True where it was sent.</param>
/// <param name="Verdict">Its score.</param>
[GenerateSerializer, Immutable, Alias("scored-case")]
public sealed record ScoredCase([property: Id(0)] string RunbookId, [property: Id(1)] bool Acted, [property: Id(2)] DryRunVerdict Verdict)
{
    /// <summary>Why, in words; null where it is not scored yet.</summary>
    [Id(3)] public string? Reason { get; init; }

    /// <summary>The incident it was about; null from a silo of an older version.</summary>
    [Id(4)] public string? IncidentId { get; init; }

    /// <summary>The incident's key; null from a silo of an older version.</summary>
    [Id(5)] public string? IncidentKey { get; init; }

    /// <summary>When it would have been sent, or was; null from a silo of an older version.</summary>
    [Id(6)] public DateTimeOffset? At { get; init; }

    /// <summary>What the cluster's act token lacked at the time, in words; null where it was not in the way.</summary>
    [Id(7)] public string? TokenMissing { get; init; }
}
