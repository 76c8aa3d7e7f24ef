using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>The readings that a step of a remediation needs.</summary>
[Flags]
public enum Reads
{
    /// <summary>Nothing needs to be read.</summary>
    None = 0,

    /// <summary>
    /// The guest's live status on its node: <see cref="IProbe.ReadGuestAsync"/>, asked on the node that the newest snapshot names.
    /// </summary>
    Guest = 1,

    /// <summary>
    /// The node's tasks since <see cref="RemediationStep.Since"/> and its clock: <see cref="IProbe.ReadTasksAsync"/>,
    /// <see cref="IProbe.ReadClockAsync"/>.
    /// </summary>
    Tasks = 2,

    /// <summary>The state of the task <see cref="RemediationStep.Upid"/>: <see cref="IActuator.ReadTaskAsync"/>.</summary>
    Task = 4,

    /// <summary>The cluster's members: <see cref="IProbe.ReadMembershipAsync"/>.</summary>
    Members = 8,

    /// <summary>The node's services: <see cref="IProbe.ReadServicesAsync"/>.</summary>
    Services = 16,

    /// <summary>How the node itself reacts, whatever state its cluster reports for it: <see cref="IProbe.PingAsync"/>.</summary>
    Answer = 32,
}

/// <summary>
/// The readings for one step. A value that could not be read is null, and <see cref="Blind"/> gives the reason. Null never counts as
/// "healthy" or "gone".
/// </summary>
public sealed record ProbeReadings
{
    /// <summary>The state before anything was read.</summary>
    public static ProbeReadings None { get; } = new() { At = DateTimeOffset.MinValue, Entries = -1 };

    /// <summary>When the last answer came, by the monitor's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How many entries the journal had at that time. Readings from before the newest entry are not used.</summary>
    public required int Entries { get; init; }

    /// <summary>What was requested, whether or not it was answered.</summary>
    public Reads Asked { get; init; }

    /// <summary>The guest; null if it could not be read.</summary>
    public GuestLive? Guest { get; init; }

    /// <summary>The node from which the guest was read.</summary>
    public string? GuestNode { get; init; }

    /// <summary>The guest as read the previous time, to compare its uptime; null at first.</summary>
    public GuestLive? GuestBefore { get; init; }

    /// <summary>The node's tasks; null if they, or the clock to which their times refer, could not be read.</summary>
    public ImmutableArray<PveTask>? Tasks { get; init; }

    /// <summary>How far the node's clock is ahead of the monitor's; null if not known.</summary>
    public TimeSpan? ClockSkew { get; init; }

    /// <summary>
    /// Whether <see cref="Tasks"/> reaches back to <see cref="RemediationStep.Since"/>, so that a task that is not listed did not begin
    /// since then.
    /// </summary>
    public bool TasksComplete { get; init; }

    /// <summary>The act token's id, <see cref="IActuator.TokenIdOf"/>. It distinguishes the monitor's own tasks from others.</summary>
    public string? ActUser { get; init; }

    /// <summary>The state of the task; null if it could not be read.</summary>
    public TaskOutcome? Task { get; init; }

    /// <summary>The members; null if they could not be read.</summary>
    public ClusterMembership? Members { get; init; }

    /// <summary>The node's services; null if they could not be read.</summary>
    public ImmutableArray<ServiceSample>? Services { get; init; }

    /// <summary>How the node itself reacts; null if the request could not be made.</summary>
    public NodeReaction? Reaction { get; init; }

    /// <summary>Why something could not be read; null if everything was read.</summary>
    public string? Blind { get; init; }

    /// <summary>The readings to keep over a wait: only the guest, for the next comparison.</summary>
    public ProbeReadings Aged() => None with { GuestBefore = Guest ?? GuestBefore };
}
