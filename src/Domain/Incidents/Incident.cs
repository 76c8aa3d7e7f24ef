using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>Something wrong with one entity, from the moment it was seen until it was seen gone.</summary>
[GenerateSerializer, Immutable, Alias("incident")]
public sealed record Incident
{
    /// <summary>Unique id of this occurrence.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Condition and entity, such as <c>VM_CRASHED:lab/100</c>: at most one incident of a key is open.</summary>
    [Id(1)] public required string Key { get; init; }

    /// <summary>What is wrong.</summary>
    [Id(2)] public required ConditionType Condition { get; init; }

    /// <summary>How bad it is.</summary>
    [Id(3)] public required Severity Severity { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(4)] public required IncidentState State { get; init; }

    /// <summary>What it is about.</summary>
    [Id(5)] public required EntityId Entity { get; init; }

    /// <summary>The node concerned at the time; null where none is.</summary>
    [Id(6)] public string? Node { get; init; }

    /// <summary>When it opened.</summary>
    [Id(7)] public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it was seen gone; null while it is open.</summary>
    [Id(8)] public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>One line for a list.</summary>
    [Id(9)] public required string Title { get; init; }

    /// <summary>Why it is held to be so.</summary>
    [Id(10)] public required string Cause { get; init; }

    /// <summary>What happened to it, oldest first.</summary>
    [Id(11)] public ImmutableArray<TimelineEntry> Timeline { get; init; } = [];

    /// <summary>The incident under which it stands or stood last: what explains it. Null where nothing ever did.</summary>
    [Id(12)] public string? ParentId { get; init; }

    /// <summary>What keeps it from being told and acted on, as last weighed; empty where nothing does.</summary>
    [Id(13)] public ImmutableArray<Suppression> Suppressions { get; init; } = [];

    /// <summary>When people were told of it; null while it was suppressed all along.</summary>
    [Id(14)] public DateTimeOffset? NotifiedAt { get; init; }

    /// <summary>How it flaps; null where it does not.</summary>
    [Id(15)] public FlapState? Flap { get; init; }

    /// <summary>When incidents of its key opened lately, itself included, oldest first.</summary>
    [Id(16)] public ImmutableArray<DateTimeOffset> Openings { get; init; } = [];

    /// <summary>
    /// Short ids of the latest findings that its key has taken in, newest last: what is delivered again is known by them.
    /// </summary>
    [Id(17)] public ImmutableArray<string> AppliedFindings { get; init; } = [];

    /// <summary>The storage that it comes from (<see cref="Finding.StorageDetail"/>); null where none is known to.</summary>
    [Id(18)] public string? Storage { get; init; }

    /// <summary>
    /// What is measured, without its figure, such as <c>root disk of pve1</c>; null where nothing is. Once the incident is over its title
    /// quotes a figure of the past.
    /// </summary>
    [Id(19)] public string? Subject { get; init; }

    /// <summary>
    /// True where the monitor itself is what is wrong: nothing on a cluster explains that, and no window or level keeps it from being told.
    /// </summary>
    public bool ConcernsMonitor => Entity.Kind == EntityKind.Monitor || Condition == ConditionType.MonitorBlind;

    /// <summary>True while something keeps it from being told.</summary>
    public bool IsSuppressed => !Suppressions.IsEmpty;

    /// <summary>True while something keeps it from being acted on.</summary>
    public bool IsRepairSuspended => Suppressions.Any(suppression => suppression.SuspendsRepair);

    /// <summary>
    /// True until it is resolved. Not whether anything is wrong now: one that flaps stays open while its condition is gone
    /// (<see cref="ConditionHolds"/>).
    /// </summary>
    public bool IsOpen => State != IncidentState.Resolved;

    /// <summary>When its condition was seen gone: it was resolved, or flaps and is quiet. Null while the condition holds.</summary>
    public DateTimeOffset? GoneSince => Flap?.QuietSince ?? ResolvedAt;

    /// <summary>
    /// True while its condition is there. Only then does it explain others, count as a failure, and is there something to repair.
    /// </summary>
    public bool ConditionHolds => GoneSince is null;

    /// <summary>When its condition came, the last time where it flaps. <see cref="OpenedAt"/> is when it came first.</summary>
    public DateTimeOffset BeganAt => Flap?.CameAt ?? OpenedAt;
}

/// <summary>Where an incident stands.</summary>
public enum IncidentState
{
    /// <summary>Nobody has looked at it.</summary>
    Open,

    /// <summary>A person has.</summary>
    Acknowledged,

    /// <summary>A repair runs.</summary>
    Mitigating,

    /// <summary>Seen gone.</summary>
    Resolved,
}

/// <summary>One step in an incident's life.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What kind of step: opened, severity, flapping, suppressed, released, acknowledged, resolved.</param>
/// <param name="Actor">Who: <c>monitor</c> or a person.</param>
/// <param name="Text">In words.</param>
[GenerateSerializer, Immutable, Alias("timeline-entry")]
public sealed record TimelineEntry(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string Kind,
    [property: Id(2)] string Actor,
    [property: Id(3)] string Text);
