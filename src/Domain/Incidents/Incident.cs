using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>A problem of one entity, from its detection until it is observed to be gone.</summary>
[GenerateSerializer, Immutable, Alias("incident")]
public sealed record Incident
{
    /// <summary>Unique id of this occurrence.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Condition and entity, such as <c>VM_CRASHED:lab/100</c>. At most one incident per key is open.</summary>
    [Id(1)] public required string Key { get; init; }

    /// <summary>The condition.</summary>
    [Id(2)] public required ConditionType Condition { get; init; }

    /// <summary>Its severity.</summary>
    [Id(3)] public required Severity Severity { get; init; }

    /// <summary>Its state.</summary>
    [Id(4)] public required IncidentState State { get; init; }

    /// <summary>The affected entity.</summary>
    [Id(5)] public required EntityId Entity { get; init; }

    /// <summary>The affected node at the time; null if none.</summary>
    [Id(6)] public string? Node { get; init; }

    /// <summary>When it opened.</summary>
    [Id(7)] public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it was resolved; null while it is open.</summary>
    [Id(8)] public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>One line for a list.</summary>
    [Id(9)] public required string Title { get; init; }

    /// <summary>The reason for the condition.</summary>
    [Id(10)] public required string Cause { get; init; }

    /// <summary>Its history, oldest first.</summary>
    [Id(11)] public ImmutableArray<TimelineEntry> Timeline { get; init; } = [];

    /// <summary>The incident that explains it, or last did; null if none ever did.</summary>
    [Id(12)] public string? ParentId { get; init; }

    /// <summary>Active suppressions as last evaluated; empty for none.</summary>
    [Id(13)] public ImmutableArray<Suppression> Suppressions { get; init; } = [];

    /// <summary>When people were notified; null while it was suppressed all along.</summary>
    [Id(14)] public DateTimeOffset? NotifiedAt { get; init; }

    /// <summary>The flapping state; null if it does not flap.</summary>
    [Id(15)] public FlapState? Flap { get; init; }

    /// <summary>Recent openings of its key including this one, oldest first.</summary>
    [Id(16)] public ImmutableArray<DateTimeOffset> Openings { get; init; } = [];

    /// <summary>Short ids of the latest findings applied to its key, newest last. They detect redelivery.</summary>
    [Id(17)] public ImmutableArray<string> AppliedFindings { get; init; } = [];

    /// <summary>The storage that caused it (<see cref="Finding.StorageDetail"/>); null if not known.</summary>
    [Id(18)] public string? Storage { get; init; }

    /// <summary>
    /// What is measured, without its value, such as <c>root disk of pve1</c>; null if nothing is. A resolved incident is described by it,
    /// because the value in its title is out of date.
    /// </summary>
    [Id(19)] public string? Subject { get; init; }

    /// <summary>
    /// The node, tags and pool of the guest when people were first to be notified; null if they are unknown, or if it concerns no guest.
    /// </summary>
    [Id(20)] public GuestTraits? Guest { get; init; }

    /// <summary>
    /// True if the problem is in the monitor itself. No incident of a cluster explains it, and neither a maintenance window nor the
    /// autonomy level suppresses its notification.
    /// </summary>
    public bool ConcernsMonitor => Condition.Row().ConcernsMonitor;

    /// <summary>True while notifications are suppressed.</summary>
    public bool IsSuppressed => !Suppressions.IsEmpty;

    /// <summary>True while repairs are suspended.</summary>
    public bool IsRepairSuspended => Suppressions.Any(suppression => suppression.SuspendsRepair);

    /// <summary>
    /// True until it is resolved. A flapping incident stays open while its condition is absent (<see cref="ConditionHolds"/>).
    /// </summary>
    public bool IsOpen => State != IncidentState.Resolved;

    /// <summary>When the condition ended: the incident was resolved, or flaps and is quiet. Null while the condition is active.</summary>
    public DateTimeOffset? GoneSince => Flap?.QuietSince ?? ResolvedAt;

    /// <summary>True while the condition is active. Only then does it explain others, count as a failure, and need repair.</summary>
    public bool ConditionHolds => GoneSince is null;

    /// <summary>When the condition was last raised. <see cref="OpenedAt"/> is when it was first raised.</summary>
    public DateTimeOffset BeganAt => Flap?.CameAt ?? OpenedAt;
}

/// <summary>The state of an incident.</summary>
public enum IncidentState
{
    /// <summary>Not acknowledged.</summary>
    Open,

    /// <summary>Acknowledged by a person.</summary>
    Acknowledged,

    /// <summary>A repair runs.</summary>
    Mitigating,

    /// <summary>Resolved: the condition is gone.</summary>
    Resolved,
}

/// <summary>An entry in an incident's history.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Kind">The kind: opened, severity, flapping, suppressed, released, acknowledged, resolved.</param>
/// <param name="Actor"><c>monitor</c> or a person.</param>
/// <param name="Text">Description.</param>
[GenerateSerializer, Immutable, Alias("timeline-entry")]
public sealed record TimelineEntry(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string Kind,
    [property: Id(2)] string Actor,
    [property: Id(3)] string Text);
