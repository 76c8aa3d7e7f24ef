using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Grains.Guests;

/// <summary>One guest, VM or container: its last-known state and what stands on it. Key: <c>lab/100</c>.</summary>
[Alias("vm-grain")]
public interface IVmGrain : IGrainWithStringKey
{
    /// <summary>Takes a row in: believes it, asks a witness or waits; stores, opens and resolves what follows.</summary>
    /// <param name="observation">The row and what must be known to believe it.</param>
    /// <param name="release">True where a quiet guest need not stay in memory afterwards.</param>
    [Alias("observe")]
    Task<GuestOutcome> Observe(GuestObservation observation, bool release);

    /// <summary>Several answers in a row lacked it: finds out whether it is gone.</summary>
    /// <param name="at">When the latest of them came.</param>
    /// <param name="blind">Why its node's tasks, which would tell who destroyed it, cannot be read; null where nothing is known to hinder
    /// that.</param>
    [Alias("miss-blind")]
    Task<GuestOutcome> Miss(DateTimeOffset at, string? blind);

    /// <summary><see cref="Miss(DateTimeOffset, string)"/> as silos of the version before ask for it.</summary>
    /// <param name="at">When the latest of them came.</param>
    [Alias("miss")]
    Task<GuestOutcome> Miss(DateTimeOffset at);

    /// <summary>
    /// Takes in an ended task that its rows may not show: a reset, the start of a run that is over already, or the end of a guest whose
    /// VMID another has.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="observation">Its latest row, which is newer.</param>
    /// <returns>What stands on it afterwards.</returns>
    [Alias("note-task")]
    Task<ImmutableArray<ActiveCondition>> Note(PveTask task, GuestObservation observation);

    /// <summary>The token may not see it, which is told of its cluster: ends what stands for want of sight of it.</summary>
    /// <param name="at">When that was found.</param>
    /// <param name="words">Why, in words.</param>
    [Alias("hide")]
    Task<GuestOutcome> Hide(DateTimeOffset at, string words);

    /// <summary>What each rule on it came to, told from its state; empty if it was never seen.</summary>
    /// <param name="observation">The latest row.</param>
    /// <param name="missedPolls">Answers in a row that lacked it.</param>
    [Alias("explain"), AlwaysInterleave]
    Task<ImmutableArray<RuleEvaluation>> Explain(GuestObservation observation, int missedPolls);

    /// <summary>What is last known; null if it was never seen.</summary>
    [Alias("get")]
    Task<GuestState?> Get();
}

/// <summary>Where a guest stands after a look at it.</summary>
/// <param name="Settled">False where it must be looked at again at the next tick.</param>
/// <param name="Conditions">What stands on it.</param>
/// <param name="Reason">What the look came to, in words.</param>
/// <param name="Gone">True where it is no more.</param>
/// <param name="RecheckAt">When to look again though nothing about it moves; null where only a change could matter.</param>
/// <param name="Name">Its last-known name; null where none is known.</param>
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
