using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Grains.Guests;

/// <summary>
/// Decides without a guest's grain about a row that gives nothing to ask, to report or to check again. It makes the same decisions as
/// <see cref="VmGrain"/>, so that a guest may be judged by either.
/// </summary>
internal static class QuietGuest
{
    /// <summary>The state after a row; null if the guest's grain must look.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="stored">Its stored state; null if it has none.</param>
    /// <param name="observation">The row.</param>
    /// <param name="rules">The thresholds.</param>
    public static GuestState? Observe(GuestId guest, GuestState? stored, in GuestObservation observation, RuleSet rules)
    {
        var last = stored?.AsOf(observation);
        if (GuestTracker.NeedsConfirmation(last, observation) || GuestRestarts.IsClaimed(last, observation)) return null;
        if (LockRules.Hinders(observation.Sample.Lock)) return null;
        var verdict = GuestTracker.Observe(guest, last, observation, Confirmation.None);
        if (!verdict.Settled || !IsQuiet(verdict.State) || StopReview.IsDue(verdict.State, observation)) return null;
        var back = ReturnRules.Judge(guest, verdict.State, observation, null);
        if (back.NeedsEvidence || back.RecheckAt is not null || back.Assessment.Presence == Presence.Present) return null;
        var figures = new GuestFigures(guest, rules);
        var judged = figures.Judge(verdict.State, observation);
        return figures.Hold || !IsQuiet(judged) ? null : judged;
    }

    private static bool IsQuiet(GuestState state) => state.Ledger is { Active.IsEmpty: true, Outbox.IsEmpty: true };
}
