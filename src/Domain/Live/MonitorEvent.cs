using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Live;

/// <summary>
/// Something that happened, as clients see it. Stored with a sequence before anybody sees it, but for the one that says that nothing can be
/// stored.
/// </summary>
[GenerateSerializer, Immutable, Alias("monitor-event")]
public sealed record MonitorEvent
{
    /// <summary>The detail that holds <see cref="Notify"/>.</summary>
    public const string NotifyDetail = "notify";

    /// <summary>
    /// The detail that says, by the word <c>false</c>, that an event is told live only, because the database does not store.
    /// </summary>
    public const string StoredDetail = "stored";

    /// <summary>
    /// Its place in the one order of all events, from 1, in the order in which they were stored, which need not be that of their
    /// timestamps; given without gaps, though retention deletes by time and may leave some. 0 until stored: such an event is no place to go
    /// on from.
    /// </summary>
    [Id(0)] public long Sequence { get; init; }

    /// <summary>Unique and repeatable: publishing the same happening again has the same id and is stored once.</summary>
    [Id(1)] public required string Id { get; init; }

    /// <summary>When it happened.</summary>
    [Id(2)] public required DateTimeOffset Timestamp { get; init; }

    /// <summary>What kind of happening.</summary>
    [Id(3)] public required EventType Type { get; init; }

    /// <summary>How bad it is.</summary>
    [Id(4)] public required Severity Severity { get; init; }

    /// <summary>Who emitted it: <see cref="EventSource.Monitor"/> or <see cref="EventSource.User"/>.</summary>
    [Id(5)] public required string Source { get; init; }

    /// <summary>The cluster; null for the monitor itself.</summary>
    [Id(6)] public string? Cluster { get; init; }

    /// <summary>The node, such as <c>pve1</c>; null where none is concerned.</summary>
    [Id(7)] public string? Node { get; init; }

    /// <summary>The VMID; null where no guest is concerned.</summary>
    [Id(8)] public int? Guest { get; init; }

    /// <summary>The condition; null where none is concerned.</summary>
    [Id(9)] public ConditionType? Condition { get; init; }

    /// <summary>The incident's key; null where none is concerned.</summary>
    [Id(10)] public string? IncidentKey { get; init; }

    /// <summary>The incident's id; null where none is concerned.</summary>
    [Id(11)] public string? IncidentId { get; init; }

    /// <summary>One line for a list.</summary>
    [Id(12)] public required string Title { get; init; }

    /// <summary>The whole sentence, with the reason.</summary>
    [Id(13)] public required string Message { get; init; }

    /// <summary>Facts by name.</summary>
    [Id(14)]
    public IReadOnlyDictionary<string, string> Details { get; init; } =
        System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// Whether people are to be told of it: an incident that opened or was released, became worse or better, or ended after they were told
    /// of it. Of a repair, what is asked of people and what it came to. False for every other step, and while an incident is suppressed:
    /// such events are for the record.
    /// </summary>
    public bool Notify => Details.TryGetValue(NotifyDetail, out var notify) && notify == "true";
}

/// <summary>What kind of happening an event is.</summary>
public enum EventType
{
    /// <summary>A guest or node went from one state to another.</summary>
    StateChange,

    /// <summary>A threshold rule began or stopped firing.</summary>
    Threshold,

    /// <summary>An incident opened, changed or was resolved.</summary>
    Incident,

    /// <summary>A repair went a step further.</summary>
    Remediation,

    /// <summary>The monitor itself: settings, clusters, its own health.</summary>
    System,
}

/// <summary>Who emits events.</summary>
public static class EventSource
{
    /// <summary>The monitor itself.</summary>
    public const string Monitor = "monitor";

    /// <summary>A person.</summary>
    public const string User = "user";
}
