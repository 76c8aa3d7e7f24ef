using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>A step of an incident that people are notified of, as it was when it happened.</summary>
public sealed record Notice
{
    /// <summary>The incident's id.</summary>
    public required string IncidentId { get; init; }

    /// <summary>The step; unique within the incident, and the same when the step is repeated.</summary>
    public required string Step { get; init; }

    /// <summary>True if the incident ended.</summary>
    public required bool IsRecovery { get; init; }

    /// <summary>The condition.</summary>
    public required ConditionType Condition { get; init; }

    /// <summary>The incident's severity.</summary>
    public required Severity Severity { get; init; }

    /// <summary>The affected entity, such as <c>lab/100</c>.</summary>
    public required string Entity { get; init; }

    /// <summary>The cluster; null for the monitor itself.</summary>
    public string? Cluster { get; init; }

    /// <summary>The affected node; null if none.</summary>
    public string? Node { get; init; }

    /// <summary>The tags and the pool of the guest; null if they are unknown, or if it concerns no guest.</summary>
    public GuestTraits? Guest { get; init; }

    /// <summary>Whether it concerns a guest.</summary>
    public bool IsGuest { get; init; }

    /// <summary>What happened, in one line.</summary>
    public required string Title { get; init; }

    /// <summary>Why the monitor thinks so.</summary>
    public required string Reason { get; init; }

    /// <summary>What was done or is proposed; null for nothing.</summary>
    public string? Outcome { get; init; }

    /// <summary>When the incident began.</summary>
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>When the step happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// For an escalation, when the destination is notified unless the incident ended or was acknowledged before; null if it is notified at
    /// once.
    /// </summary>
    public DateTimeOffset? EscalatesAt { get; init; }

    /// <summary>
    /// How long after the destination accepted a message it is notified again, unless the incident ended or was acknowledged before; null
    /// for never.
    /// </summary>
    public TimeSpan? RepeatEvery { get; init; }

    /// <summary>How many messages it repeats; 0 for the first.</summary>
    public int Repetition { get; init; }

    /// <summary>
    /// What took the place of a condition that ended, which the destination is notified of too; null if nothing did, or if it is not.
    /// </summary>
    public Replacement? ReplacedBy { get; init; }

    /// <summary>Describes a step of an incident.</summary>
    /// <param name="incident">The incident after the step.</param>
    /// <param name="step">The step, unique within the incident.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="reason">Its reason.</param>
    /// <param name="outcome">What was done or is proposed; null for nothing.</param>
    public static Notice Of(Incident incident, string step, DateTimeOffset at, string reason, string? outcome) => new()
    {
        IncidentId = incident.Id,
        Step = step,
        IsRecovery = !incident.IsOpen,
        Condition = incident.Condition,
        Severity = incident.Severity,
        Entity = incident.Entity.ToString(),
        Cluster = incident.Entity.ClusterText,
        Node = incident.Node ?? incident.Entity.Node,
        Guest = incident.Guest,
        IsGuest = incident.Entity.Kind == EntityKind.Guest,

        // The title of an ended incident quotes a value that is out of date.
        Title = incident.IsOpen ? incident.Title : incident.Subject ?? incident.Title,
        Reason = reason,
        Outcome = outcome,
        BeganAt = incident.OpenedAt,
        At = at,
    };
}
