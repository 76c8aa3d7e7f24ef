namespace OrleansMonitor.Domain.Autonomy.DryRun;

/// <summary>Whether the action was or would have been right.</summary>
[Alias("ShadowVerdict")]
public enum DryRunVerdict
{
    /// <summary>The window is still open.</summary>
    Open,

    /// <summary>A person did the same or approved it, and nobody reverted it; or the monitor acted and nobody reverted it.</summary>
    Right,

    /// <summary>The target recovered by itself before anybody acted.</summary>
    Needless,

    /// <summary>A person reverted or rejected it.</summary>
    Wrong,

    /// <summary>Nobody acted within the window, so there is no evidence. Not counted.</summary>
    Unclear,
}

/// <summary>A judged case.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Reason">The reason, as text.</param>
[GenerateSerializer, Immutable, Alias("shadow-score")]
public sealed record DryRunScore([property: Id(0)] DryRunVerdict Verdict, [property: Id(1)] string Reason)
{
    /// <summary>True once the verdict is final.</summary>
    public bool IsFinal => Verdict != DryRunVerdict.Open;
}

/// <summary>A scored case for the scorecard.</summary>
/// <param name="RunbookId">The runbook.</param>
/// <param name="Acted">True if it was sent.</param>
/// <param name="Verdict">The verdict.</param>
[GenerateSerializer, Immutable, Alias("scored-case")]
public sealed record ScoredCase([property: Id(0)] string RunbookId, [property: Id(1)] bool Acted, [property: Id(2)] DryRunVerdict Verdict)
{
    /// <summary>The reason, as text; null if it is not scored yet.</summary>
    [Id(3)] public string? Reason { get; init; }

    /// <summary>The incident's id; null from a silo of an older version.</summary>
    [Id(4)] public string? IncidentId { get; init; }

    /// <summary>The incident's key; null from a silo of an older version.</summary>
    [Id(5)] public string? IncidentKey { get; init; }

    /// <summary>When it was or would have been sent; null from a silo of an older version.</summary>
    [Id(6)] public DateTimeOffset? At { get; init; }

    /// <summary>What the cluster's act token lacked at the time, as text; null if it lacked nothing.</summary>
    [Id(7)] public string? TokenMissing { get; init; }
}
