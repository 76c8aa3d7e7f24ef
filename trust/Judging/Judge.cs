using OrleansMonitor.Trust.Judging.Checks;
using OrleansMonitor.Trust.Judging.Faults;
using OrleansMonitor.Trust.Judging.Truth;
using OrleansMonitor.Trust.Playing;

namespace OrleansMonitor.Trust.Judging;

/// <summary>
/// Compares the monitor's output and acts with the true states. It uses only these and shares no code with the monitor's rules. Pure: the
/// same play has the same result.
/// </summary>
public static class Judge
{
    /// <summary>Evaluates a play.</summary>
    /// <param name="play">The play.</param>
    /// <param name="bounds">The promised bounds.</param>
    public static PlayResult Of(Play play, Bounds bounds)
    {
        var world = new World(play);
        var input = new Case(world, TrueFaults.Of(world), new MonitorOutput(play), bounds.For(world.Settings));
        var (reported, missed) = MissedCheck.Of(input);
        IEnumerable<Finding> findings =
        [
            .. missed, .. FalseAlarmCheck.Of(input), .. EndCheck.Of(input), .. new ActCheck(input).Find(), .. new RepeatCheck(input).Find(),
            .. OutputChecks.Notices(input), .. OutputChecks.Audit(input), .. OutputChecks.Explanations(input),
            .. OutputChecks.Freshness(input),
        ];
        return new()
        {
            Findings = [.. findings.DistinctBy(finding => (finding.Kind, finding.Subject)).OrderBy(finding => finding.At)
                .ThenBy(finding => finding.Kind).ThenBy(finding => finding.Subject, StringComparer.Ordinal)],
            Told = reported,
            GuestDays = Exposure.GuestDays(world),
            Faults = input.Faults.Count(fault => fault.MustReport && input.Bounds[fault.Kind].ReportWithin is not null),
            Notices = input.Output.Notices.Count,
            Acts = play.Requests.Count,
            LongestBlindness = Exposure.LongestBlindness(play),
        };
    }
}
