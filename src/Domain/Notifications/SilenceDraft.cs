namespace OrleansMonitor.Domain.Notifications;

/// <summary>A silence as a person writes it, not checked yet (<see cref="SilenceReading"/>).</summary>
public sealed record SilenceDraft
{
    /// <summary>Whether it may mute everything.</summary>
    public bool All { get; init; }

    /// <summary>The least severity; null for all.</summary>
    public string? MinimumSeverity { get; init; }

    /// <summary>The names of the clusters; null or empty for all.</summary>
    public IReadOnlyList<string>? Clusters { get; init; }

    /// <summary>The names of the nodes; null or empty for all.</summary>
    public IReadOnlyList<string>? Nodes { get; init; }

    /// <summary>The tags of guests; null or empty for all.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The pools of guests; null or empty for all.</summary>
    public IReadOnlyList<string>? Pools { get; init; }

    /// <summary>The names of the conditions; null or empty for all.</summary>
    public IReadOnlyList<string>? Conditions { get; init; }

    /// <summary>The entity, such as <c>lab/100</c>; null or empty for all.</summary>
    public string? Entity { get; init; }

    /// <summary>The id of the incident; null or empty for all.</summary>
    public string? IncidentId { get; init; }

    /// <summary>Why; null for no comment.</summary>
    public string? Comment { get; init; }

    /// <summary>When it begins; null for now.</summary>
    public DateTimeOffset? BeginsAt { get; init; }

    /// <summary>When it ends; null for the end of its incident.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}
