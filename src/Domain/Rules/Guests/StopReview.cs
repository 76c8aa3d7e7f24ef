using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>Re-evaluates a stop whose cause could not be read, once it can be.</summary>
public static class StopReview
{
    // A later cause is of no use to people who were notified.
    private static readonly TimeSpan ReviewPeriod = TimeSpan.FromHours(1);

    /// <summary>Interval between attempts.</summary>
    public static TimeSpan RetryInterval { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether the cause of a guest's stop is unknown and its row shows it down.</summary>
    /// <param name="state">The known state of the guest.</param>
    /// <param name="observation">Its row. Never due if the token may not read tasks.</param>
    public static bool IsDue(GuestState state, in GuestObservation observation) =>
        state is { Status: GuestStatus.Stopped, LastStop.Cause.Kind: StopCauseKind.Unknown }
        && observation is { WhyTasksUnread: null, NodeStatus: NodeStatus.Online, Sample.Status: GuestStatus.Stopped }
        && observation.At - state.Since < ReviewPeriod;

    /// <summary>Applies the cause, which raises or clears a crash.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="state">Its known state.</param>
    /// <param name="observation">Its row.</param>
    /// <param name="stop">The finding.</param>
    public static GuestState ApplyCause(GuestId guest, GuestState state, in GuestObservation observation, StopFinding stop)
    {
        var evaluation = new EvaluationContext(state.Ledger, observation.At);
        var change = new StateChange(EntityId.Of(guest), "cause", state.LastStop?.Cause.Name ?? "unknown", stop.Cause.Name, stop.Reason);
        var title = $"The cause of the stop of {GuestLabel.Of(guest, state)} is known ({stop.Cause.Name})";
        evaluation.Report(change, stop.Crashed ? Severity.Warning : Severity.Info, title, state.Node, GuestTracker.Facts(stop.Cause));
        var next = state with { LastStop = stop };
        evaluation.Add(GuestRules.Entered(guest, next, observation, stop.Crashed, $"its node's tasks can be read again: {stop.Reason}"));
        return next with { Ledger = evaluation.Ledger };
    }
}
