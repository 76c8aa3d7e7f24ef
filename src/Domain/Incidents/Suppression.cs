namespace OrleansMonitor.Domain.Incidents;

/// <summary>
/// Why an incident is not told for now, nor acted on but for <see cref="Level"/>. It is recorded, watched and resolved all the same.
/// </summary>
public enum SuppressionKind
{
    /// <summary>A wider incident explains it: its node, storage or cluster is in trouble, or the monitor's own network.</summary>
    Parent,

    /// <summary>A configured maintenance window covers it.</summary>
    Maintenance,

    /// <summary>Proxmox HA has its node in maintenance mode.</summary>
    NodeMaintenance,

    /// <summary>It flaps, and its condition is gone at the moment: it stays open until it was gone for long enough.</summary>
    Quiet,

    /// <summary>
    /// The autonomy level keeps it from being told: at 0 nothing is, at 4 nothing whose repair is awaited. It is acted on all the same.
    /// </summary>
    Level,
}

/// <summary>One thing that keeps an incident from being told, and mostly from being acted on.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Reason">In words.</param>
[GenerateSerializer, Immutable, Alias("suppression")]
public sealed record Suppression([property: Id(0)] SuppressionKind Kind, [property: Id(1)] string Reason)
{
    /// <summary>The parent's id, for <see cref="SuppressionKind.Parent"/>.</summary>
    [Id(2)] public string? ParentId { get; init; }

    /// <summary>The parent's key, for <see cref="SuppressionKind.Parent"/>.</summary>
    [Id(3)] public string? ParentKey { get; init; }

    /// <summary>The window's name, for <see cref="SuppressionKind.Maintenance"/>.</summary>
    [Id(4)] public string? Window { get; init; }

    /// <summary>When it ends by itself; null where that is not known.</summary>
    [Id(5)] public DateTimeOffset? Until { get; init; }

    /// <summary>
    /// True for a parent that came later: people were told of the incident before, and it is no consequence. It is listed under the parent,
    /// and what is proposed or tried goes on as far as guardrails let it.
    /// </summary>
    [Id(6)] public bool IsRelated { get; init; }

    /// <summary>True where it keeps repairs away, not only notices.</summary>
    public bool SuspendsRepair => Kind != SuppressionKind.Level && !IsRelated;
}
