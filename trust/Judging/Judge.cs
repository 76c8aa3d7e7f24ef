using OrleansMonitor.Trust.Judging.Checks;
using OrleansMonitor.Trust.Judging.Faults;
using OrleansMonitor.Trust.Judging.Truth;
using OrleansMonitor.Trust.Playing;

namespace OrleansMonitor.Trust.Judging;

/// <summary>
/// Holds what the monitor said and did against what truly happened. It knows the simulated truth and the monitor's public output, and
/// shares nothing with the rules by which the monitor judges. Pure: the same play has the same judgement.
/// </summary>
public static class Judge
{
    /// <summary>Judges a play.</summary>
    /// <param name="play">The play.</param>
    /// <param name="bounds">What is promised.</param>
    public static Judgement Of(Play play, Bounds bounds)
    {
        var world = new World(play);
        var laid = new Case(world, TrueFaults.Of(world), new Telling(play), bounds.For(world.Settings));
        var (told, missed) = MissedCheck.Of(laid);
        IEnumerable<Finding> findings =
        [
            .. missed, .. FalseAlarmCheck.Of(laid), .. EndCheck.Of(laid), .. new ActCheck(laid).Find(), .. new RepeatCheck(laid).Find(),
            .. OutputChecks.Notices(laid), .. OutputChecks.Audit(laid), .. OutputChecks.Explanations(laid), .. OutputChecks.Freshness(laid),
        ];
        return new()
        {
            Findings = [.. findings.DistinctBy(finding => (finding.Kind, finding.Subject)).OrderBy(finding => finding.At)
                .ThenBy(finding => finding.Kind).ThenBy(finding => finding.Subject, StringComparer.Ordinal)],
            Told = told,
            GuestDays = Exposure.GuestDays(world),
            Faults = laid.Faults.Count(fault => fault.Must && laid.Bounds[fault.Kind].Told is not null),
            Notices = laid.Telling.Notices.Count,
            Acts = play.Requests.Count,
            LongestBlindness = Exposure.LongestBlindness(play),
        };
    }
}
