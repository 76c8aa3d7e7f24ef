namespace OrleansMonitor.Domain.Incidents;

/// <summary>
/// Why an incident is not notified for now, nor repaired except for <see cref="Level"/>. It is still recorded, monitored and resolved.
/// </summary>
public enum SuppressionKind
{
    /// <summary>A parent explains it: a problem of its node, storage or cluster, or of the monitor's own network.</summary>
    Parent,

    /// <summary>A configured maintenance window covers it.</summary>
    Maintenance,

    /// <summary>Proxmox HA has its node in maintenance mode.</summary>
    NodeMaintenance,

    /// <summary>It flaps and its condition is absent: it stays open until the condition has been absent long enough.</summary>
    Quiet,

    /// <summary>
    /// The autonomy level suppresses notification: of everything at 0, of incidents with a pending repair at 4. Repairs continue.
    /// </summary>
    Level,
}

/// <summary>One reason not to notify people of an incident and, mostly, not to repair it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Reason">The reason, as text.</param>
[GenerateSerializer, Immutable, Alias("suppression")]
public sealed record Suppression([property: Id(0)] SuppressionKind Kind, [property: Id(1)] string Reason)
{
    /// <summary>The parent's id, for <see cref="SuppressionKind.Parent"/>.</summary>
    [Id(2)] public string? ParentId { get; init; }

    /// <summary>The parent's key, for <see cref="SuppressionKind.Parent"/>.</summary>
    [Id(3)] public string? ParentKey { get; init; }

    /// <summary>The window's name, for <see cref="SuppressionKind.Maintenance"/>.</summary>
    [Id(4)] public string? Window { get; init; }

    /// <summary>When it expires; null if not known.</summary>
    [Id(5)] public DateTimeOffset? Until { get; init; }

    /// <summary>
    /// True for a parent that came later: the incident was notified before it and is no consequence of it. It is listed under the parent,
    /// and its repair continues as far as guardrails allow.
    /// </summary>
    [Id(6)] public bool IsRelated { get; init; }

    /// <summary>True if it also suspends repairs.</summary>
    public bool SuspendsRepair => Kind != SuppressionKind.Level && !IsRelated;
}
