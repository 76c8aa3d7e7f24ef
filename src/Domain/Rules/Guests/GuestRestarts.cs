using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>Detects a restart between two rows, which only the uptime shows.</summary>
public static class GuestRestarts
{
    /// <summary>True if the row shows a new run although no stop was observed.</summary>
    public static bool IsClaimed(GuestState? last, in GuestObservation observation) =>
        IsOfLaterRun(last, observation)
        // A run longer than the unobserved period was observed before, whatever the clock was set to.
        && observation.RunSince > observation.LastGoodAt - RunClock.Slack;

    /// <summary>True if the confirmation does not contradict a restart.</summary>
    public static bool IsConfirmed(GuestState? last, in GuestObservation observation, Confirmation confirmation) =>
        IsClaimed(last, observation)
        && (confirmation.Kind != ConfirmationKind.Live
            || (GuestTracker.Runs(confirmation.Live.Status)
                && RunClock.IsLater(RunClock.Began(confirmation.Live.Uptime, observation.At) ?? observation.RunSince, last!.RunSince)));

    /// <summary>Records a restart. It is reported, except for a migration, which is reported as such.</summary>
    /// <param name="evaluation">The current evaluation.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="last">Its last known state.</param>
    /// <param name="observation">Its row.</param>
    /// <param name="confirmation">The confirmation.</param>
    /// <param name="restart">The finding; null if nothing was read.</param>
    internal static GuestState Record(
        EvaluationContext evaluation, GuestId guest, GuestState last, in GuestObservation observation, Confirmation confirmation,
        RestartFinding? restart)
    {
        if (last.RunSince is null) return observation.RunSince is null ? last : last with { RunSince = observation.RunSince };
        if (!IsOfLaterRun(last, observation)) return last;

        // The first rows after a boot have no uptime, so a new run may be detected too late to report.
        if (!IsClaimed(last, observation)) return last with { RunSince = observation.RunSince };
        if (!IsConfirmed(last, observation, confirmation)) return last;
        if (restart is { IsMove: false })
        {
            var change = new StateChange(EntityId.Of(guest), "run", Moment(last.RunSince), Moment(observation.RunSince), restart.Reason);
            var title = $"{GuestLabel.Of(guest, last, observation.Sample)} was restarted ({restart.Cause.Name})";
            evaluation.Report(
                change, restart.Cause is { IsUnexplained: true } or { Kind: StopCauseKind.Ha, Upid: null } ? Severity.Warning
                    : Severity.Info, title, observation.Sample.Node, GuestTracker.Facts(restart.Cause));
        }

        return last with { RunSince = observation.RunSince };
    }

    private static bool IsOfLaterRun(GuestState? last, in GuestObservation observation) =>
        last is not null && last.Kind == observation.Sample.Kind && GuestTracker.Runs(last.Status) && GuestTracker.Known(last.Status)
        && GuestTracker.IsPlausible(observation) && GuestTracker.Runs(observation.Sample.Status)
        && RunClock.IsLater(observation.RunSince, last.RunSince);

    private static string Moment(DateTimeOffset? at) =>
        at is { } moment ? moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "unknown";
}
