using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Causes;

namespace OrleansMonitor.Domain.Rules;

/// <summary>Notices a guest that runs anew though it was not seen to stop: between two rows only its uptime tells.</summary>
public static class GuestRestarts
{
    /// <summary>True where the row claims that a guest runs anew though it was not seen to stop.</summary>
    public static bool IsClaimed(GuestState? last, in GuestSighting sighting) =>
        IsOfLaterRun(last, sighting)
        // A run that lasts for longer than it was out of sight was seen before, whatever the clock was set to.
        && sighting.RunSince > sighting.LastGoodAt - RunClock.Slack;

    /// <summary>True where the witness does not speak against a restart.</summary>
    public static bool IsConfirmed(GuestState? last, in GuestSighting sighting, Witness witness) =>
        IsClaimed(last, sighting)
        && (witness.Kind != WitnessKind.Live || (GuestTracker.Runs(witness.Live.Status) && RunClock.IsLater(RunClock.Began(witness.Live.Uptime, sighting.At) ?? sighting.RunSince, last!.RunSince)));

    /// <summary>Takes in that the guest runs anew: news, but of a move to another node, which is told as such.</summary>
    /// <param name="docket">What is said at this look.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="last">What was last known of it.</param>
    /// <param name="sighting">Its row.</param>
    /// <param name="witness">Who speaks for it.</param>
    /// <param name="restart">What was found out; null where nothing was asked.</param>
    internal static GuestState Note(Docket docket, GuestId guest, GuestState last, in GuestSighting sighting, Witness witness, RestartFinding? restart)
    {
        if (last.RunSince is null) return sighting.RunSince is null ? last : last with { RunSince = sighting.RunSince };
        if (!IsOfLaterRun(last, sighting)) return last;

        // The first rows after a boot have no uptime, so a new run may be known only when it is no news any more.
        if (!IsClaimed(last, sighting)) return last with { RunSince = sighting.RunSince };
        if (!IsConfirmed(last, sighting, witness)) return last;
        if (restart is { IsMove: false })
        {
            var change = new StateChange(EntityId.Of(guest), "run", Moment(last.RunSince), Moment(sighting.RunSince), restart.Reason);
            var title = $"{GuestTracker.Label(guest, sighting.Sample.Name ?? last.Name)} was restarted ({restart.Cause.Name})";
            docket.Report(change, restart.Cause is { IsUnexplained: true } or { Kind: StopCauseKind.Ha, Upid: null } ? Severity.Warning : Severity.Info, title, sighting.Sample.Node, GuestTracker.Facts(restart.Cause));
        }

        return last with { RunSince = sighting.RunSince };
    }

    private static bool IsOfLaterRun(GuestState? last, in GuestSighting sighting) =>
        last is not null && last.Kind == sighting.Sample.Kind && GuestTracker.Runs(last.Status) && GuestTracker.Known(last.Status)
        && GuestTracker.Believable(sighting) && GuestTracker.Runs(sighting.Sample.Status)
        && RunClock.IsLater(sighting.RunSince, last.RunSince);

    private static string Moment(DateTimeOffset? at) => at is { } moment ? moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "unknown";
}
