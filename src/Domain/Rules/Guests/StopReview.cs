using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>A stop whose cause could not be read is judged without it, and judged anew once it can be read.</summary>
public static class StopReview
{
    // Later it makes no difference to anybody who was told.
    private static readonly TimeSpan For = TimeSpan.FromHours(1);

    /// <summary>How often it is tried.</summary>
    public static TimeSpan Every { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether the cause of a guest's stop is still to be found out, and its row says that it is down.</summary>
    /// <param name="state">What is known of the guest.</param>
    /// <param name="observation">Its row. A token that may not read the tasks never finds out.</param>
    public static bool IsDue(GuestState state, in GuestObservation observation) =>
        state is { Status: GuestStatus.Stopped, LastStop.Cause.Kind: StopCauseKind.Unknown }
        && observation is { Blind: null, NodeStatus: NodeStatus.Online, Sample.Status: GuestStatus.Stopped }
        && observation.At - state.Since < For;

    /// <summary>The same with the cause, which raises or ends a crash.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="state">What was known of it.</param>
    /// <param name="observation">Its row.</param>
    /// <param name="stop">What was found.</param>
    public static GuestState Explain(GuestId guest, GuestState state, in GuestObservation observation, StopFinding stop)
    {
        var evaluation = new EvaluationContext(state.Ledger, observation.At);
        var change = new StateChange(EntityId.Of(guest), "cause", state.LastStop?.Cause.Name ?? "unknown", stop.Cause.Name, stop.Reason);
        var title = $"The cause of the stop of {GuestTracker.Label(guest, state.Name)} is known ({stop.Cause.Name})";
        evaluation.Report(change, stop.Crashed ? Severity.Warning : Severity.Info, title, state.Node, GuestTracker.Facts(stop.Cause));
        var next = state with { LastStop = stop };
        evaluation.Add(GuestRules.Entered(guest, next, observation, stop.Crashed, $"its node's tasks can be read again: {stop.Reason}"));
        return next with { Ledger = evaluation.Ledger };
    }
}
