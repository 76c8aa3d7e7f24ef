using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>Notices a guest that runs anew though it was not seen to stop: between two rows only its uptime tells.</summary>
public static class GuestRestarts
{
    /// <summary>True where the row claims that a guest runs anew though it was not seen to stop.</summary>
    public static bool IsClaimed(GuestState? last, in GuestObservation observation) =>
        IsOfLaterRun(last, observation)
        // A run that lasts for longer than it was out of sight was seen before, whatever the clock was set to.
        && observation.RunSince > observation.LastGoodAt - RunClock.Slack;

    /// <summary>True where the witness does not speak against a restart.</summary>
    public static bool IsConfirmed(GuestState? last, in GuestObservation observation, Confirmation confirmation) =>
        IsClaimed(last, observation)
        && (confirmation.Kind != ConfirmationKind.Live
            || (GuestTracker.Runs(confirmation.Live.Status)
                && RunClock.IsLater(RunClock.Began(confirmation.Live.Uptime, observation.At) ?? observation.RunSince, last!.RunSince)));

    /// <summary>Takes in that the guest runs anew: news, but of a move to another node, which is told as such.</summary>
    /// <param name="evaluation">What is said at this look.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="last">What was last known of it.</param>
    /// <param name="observation">Its row.</param>
    /// <param name="confirmation">Who speaks for it.</param>
    /// <param name="restart">What was found out; null where nothing was asked.</param>
    internal static GuestState Note(
        EvaluationContext evaluation, GuestId guest, GuestState last, in GuestObservation observation, Confirmation confirmation,
        RestartFinding? restart)
    {
        if (last.RunSince is null) return observation.RunSince is null ? last : last with { RunSince = observation.RunSince };
        if (!IsOfLaterRun(last, observation)) return last;

        // The first rows after a boot have no uptime, so a new run may be known only when it is no news any more.
        if (!IsClaimed(last, observation)) return last with { RunSince = observation.RunSince };
        if (!IsConfirmed(last, observation, confirmation)) return last;
        if (restart is { IsMove: false })
        {
            var change = new StateChange(EntityId.Of(guest), "run", Moment(last.RunSince), Moment(observation.RunSince), restart.Reason);
            var title = $"{GuestTracker.Label(guest, observation.Sample.Name ?? last.Name)} was restarted ({restart.Cause.Name})";
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
