using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>What a step of a remediation needs to have read.</summary>
[Flags]
public enum Reads
{
    /// <summary>Nothing.</summary>
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

    /// <summary>How the task <see cref="RemediationStep.Upid"/> stands: <see cref="IActuator.ReadTaskAsync"/>.</summary>
    Task = 4,

    /// <summary>The cluster's members: <see cref="IProbe.ReadMembershipAsync"/>.</summary>
    Members = 8,

    /// <summary>The node's services: <see cref="IProbe.ReadServicesAsync"/>.</summary>
    Services = 16,

    /// <summary>Whether the node answers by itself, whatever its cluster says of it: <see cref="IProbe.PingAsync"/>.</summary>
    Answer = 32,
}

/// <summary>
/// What was read for one step. What could not be read is null, and <see cref="Blind"/> says why; it is never taken for "fine" or "gone".
/// </summary>
public sealed record ProbeReadings
{
    /// <summary>Nothing read yet.</summary>
    public static ProbeReadings None { get; } = new() { At = DateTimeOffset.MinValue, Entries = -1 };

    /// <summary>When the last answer came, by the monitor's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How many entries the journal had then: evidence from before the newest entry does not count.</summary>
    public required int Entries { get; init; }

    /// <summary>What was asked for, whether it answered or not.</summary>
    public Reads Asked { get; init; }

    /// <summary>The guest; null where it could not be read.</summary>
    public GuestLive? Guest { get; init; }

    /// <summary>The node that the guest was read on.</summary>
    public string? GuestNode { get; init; }

    /// <summary>The guest as read the time before, for its uptime to be compared; null at first.</summary>
    public GuestLive? GuestBefore { get; init; }

    /// <summary>The node's tasks; null where they, or the clock that their times are of, could not be read.</summary>
    public ImmutableArray<PveTask>? Tasks { get; init; }

    /// <summary>How far the node's clock is ahead of the monitor's; null where that is not known.</summary>
    public TimeSpan? ClockSkew { get; init; }

    /// <summary>
    /// Whether <see cref="Tasks"/> reaches back to <see cref="RemediationStep.Since"/>, so that a task which is not in it did not begin
    /// since.
    /// </summary>
    public bool TasksComplete { get; init; }

    /// <summary>The act token's id, <see cref="IActuator.TokenIdOf"/>; tells the monitor's own tasks from others'.</summary>
    public string? ActUser { get; init; }

    /// <summary>How the task stands; null where it could not be read.</summary>
    public TaskOutcome? Task { get; init; }

    /// <summary>The members; null where they could not be read.</summary>
    public ClusterMembership? Members { get; init; }

    /// <summary>The node's services; null where they could not be read.</summary>
    public ImmutableArray<ServiceSample>? Services { get; init; }

    /// <summary>Whether the node answers by itself; null where it could not be asked.</summary>
    public bool? Answers { get; init; }

    /// <summary>Why something could not be read; null where all was.</summary>
    public string? Blind { get; init; }

    /// <summary>What is left of it after a wait: nothing but the guest to compare with.</summary>
    public ProbeReadings Aged() => None with { GuestBefore = Guest ?? GuestBefore };
}
