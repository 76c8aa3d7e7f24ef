using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Live;

/// <summary>
/// An event as clients see it. It is stored with a sequence before it is published, except the event that the database cannot be written.
/// </summary>
[GenerateSerializer, Immutable, Alias("monitor-event")]
public sealed record MonitorEvent
{
    /// <summary>The detail that holds <see cref="Notify"/>.</summary>
    public const string NotifyDetail = "notify";

    /// <summary>The detail that holds the id of a session that was ended by a sign-out.</summary>
    public const string EndedSessionDetail = "endedSession";

    /// <summary>The detail that holds the id of a revoked API key.</summary>
    public const string RevokedKeyDetail = "revokedKey";

    /// <summary>The detail that holds the stamp of an account whose sessions of before are ended.</summary>
    public const string EndedStampDetail = "endedStamp";

    /// <summary>The detail that holds the id of an account that was added, changed or deleted.</summary>
    public const string ChangedAccountDetail = "changedAccount";

    /// <summary>
    /// The detail whose value <c>false</c> marks an event as published live only, because the database cannot be written.
    /// </summary>
    public const string StoredDetail = "stored";

    /// <summary>
    /// Its position in the order of storage, from 1. That order may differ from the order of timestamps. Assigned without gaps; retention
    /// may leave some. 0 until stored: such an event cannot be used as a cursor.
    /// </summary>
    [Id(0)] public long Sequence { get; init; }

    /// <summary>Unique and deterministic: publishing the same occurrence again has the same id and is stored once.</summary>
    [Id(1)] public required string Id { get; init; }

    /// <summary>When it happened.</summary>
    [Id(2)] public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The kind.</summary>
    [Id(3)] public required EventType Type { get; init; }

    /// <summary>The severity.</summary>
    [Id(4)] public required Severity Severity { get; init; }

    /// <summary><see cref="EventSource.Monitor"/> or <see cref="EventSource.User"/>.</summary>
    [Id(5)] public required string Source { get; init; }

    /// <summary>The cluster; null for the monitor itself.</summary>
    [Id(6)] public string? Cluster { get; init; }

    /// <summary>The node, such as <c>pve1</c>; null if none is affected.</summary>
    [Id(7)] public string? Node { get; init; }

    /// <summary>The VMID; null if no guest is affected.</summary>
    [Id(8)] public int? Guest { get; init; }

    /// <summary>The condition; null if none.</summary>
    [Id(9)] public ConditionType? Condition { get; init; }

    /// <summary>The incident's key; null if none.</summary>
    [Id(10)] public string? IncidentKey { get; init; }

    /// <summary>The incident's id; null if none.</summary>
    [Id(11)] public string? IncidentId { get; init; }

    /// <summary>One line for a list.</summary>
    [Id(12)] public required string Title { get; init; }

    /// <summary>The full sentence, with the reason.</summary>
    [Id(13)] public required string Message { get; init; }

    /// <summary>Additional facts by name.</summary>
    [Id(14)]
    public IReadOnlyDictionary<string, string> Details { get; init; } =
        System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// Whether to notify people: an incident opened, was released, changed severity, or ended after people were notified. For a repair,
    /// requests to people and the result. False for all other changes and while an incident is suppressed.
    /// </summary>
    public bool Notify => Details.TryGetValue(NotifyDetail, out var notify) && notify == "true";
}

/// <summary>The kind of an event.</summary>
public enum EventType
{
    /// <summary>A guest or node changed state.</summary>
    StateChange,

    /// <summary>A threshold rule started or stopped firing.</summary>
    Threshold,

    /// <summary>An incident opened, changed or was resolved.</summary>
    Incident,

    /// <summary>A repair progressed.</summary>
    Remediation,

    /// <summary>The monitor itself: settings, clusters, its own health.</summary>
    System,
}

/// <summary>The sources of events.</summary>
public static class EventSource
{
    /// <summary>The monitor itself.</summary>
    public const string Monitor = "monitor";

    /// <summary>A person.</summary>
    public const string User = "user";
}
