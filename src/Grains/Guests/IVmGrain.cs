using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Grains.Guests;

/// <summary>One guest, VM or container: its last known state and its active conditions. Key: <c>lab/100</c>.</summary>
[Alias("vm-grain")]
public interface IVmGrain : IGrainWithStringKey
{
    /// <summary>Applies a row: believes it, confirms it or waits. Stores the state, and opens and resolves incidents.</summary>
    /// <param name="observation">The row and what is needed to believe it.</param>
    /// <param name="release">Whether a quiet guest may be deactivated afterwards.</param>
    [Alias("observe")]
    Task<GuestOutcome> Observe(GuestObservation observation, bool release);

    /// <summary>Several answers in a row lacked the guest: finds out whether it is gone.</summary>
    /// <param name="at">When the latest of them was read.</param>
    /// <param name="blind">Why its node's tasks, which would show a destruction, cannot be read; null if no obstacle is known.</param>
    [Alias("miss-blind")]
    Task<GuestOutcome> Miss(DateTimeOffset at, string? blind);

    /// <summary><see cref="Miss(DateTimeOffset, string)"/> as silos of the previous version call it.</summary>
    /// <param name="at">When the latest of them was read.</param>
    [Alias("miss")]
    Task<GuestOutcome> Miss(DateTimeOffset at);

    /// <summary>
    /// Applies an ended task that rows may not show: a reset, the start of a run that is over already, or the destruction of a guest whose
    /// VMID is reused.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="observation">The latest row, which is newer.</param>
    /// <returns>The active conditions afterwards.</returns>
    [Alias("note-task")]
    Task<ImmutableArray<ActiveCondition>> ApplyTask(PveTask task, GuestObservation observation);

    /// <summary>The token may not see the guest, which is reported for its cluster: ends its conditions about missing visibility.</summary>
    /// <param name="at">When that was found.</param>
    /// <param name="reason">The reason, as text.</param>
    [Alias("hide")]
    Task<GuestOutcome> Hide(DateTimeOffset at, string reason);

    /// <summary>Its cluster is no longer watched: nothing is kept in memory. Its stored state is deleted elsewhere.</summary>
    [Alias("forget")]
    Task Forget();

    /// <summary>The result of each rule on the guest, by its stored state; empty if it was never seen.</summary>
    /// <param name="observation">The latest row.</param>
    /// <param name="missedPolls">The number of answers in a row that lacked it.</param>
    [Alias("explain"), AlwaysInterleave]
    Task<ImmutableArray<RuleEvaluation>> Explain(GuestObservation observation, int missedPolls);

    /// <summary>The last known state; null if it was never seen.</summary>
    [Alias("get")]
    Task<GuestState?> Get();
}

/// <summary>The outcome of a call to a guest.</summary>
/// <param name="Settled">False if it must be checked again with the next poll.</param>
/// <param name="Conditions">Its active conditions.</param>
/// <param name="Reason">The reason for the outcome, as text.</param>
/// <param name="Gone">Whether it no longer exists.</param>
/// <param name="RecheckAt">When to check again without a change; null if only a change matters.</param>
/// <param name="Name">Its last known name; null if unknown.</param>
/// <param name="Template">Whether it is known to be a template.</param>
[GenerateSerializer, Immutable, Alias("guest-standing")]
public readonly record struct GuestOutcome(
    [property: Id(0)] bool Settled,
    [property: Id(1)] ImmutableArray<ActiveCondition> Conditions,
    [property: Id(2)] string Reason,
    [property: Id(3)] bool Gone = false,
    [property: Id(4)] DateTimeOffset? RecheckAt = null,
    [property: Id(5)] string? Name = null,
    [property: Id(6)] bool Template = false);
