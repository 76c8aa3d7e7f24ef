namespace OrleansMonitor.Trust.Judging.Checks;

/// <summary>
/// Checks that each report had a true fault of that kind on that object, at the time or so recently that its end could not be known.
/// </summary>
internal static class FalseAlarmCheck
{
    public static IEnumerable<Finding> Of(Case play) =>
        from step in play.Output.Transitions
        where step.IsAlert && !Caused(play, step)
        group step by step.Incident into incident
        let first = incident.First()
        select new Finding(FindingKind.FalseAlarm, first.Key, first.At,
            $"{first.Key} was told ({first.Kind}), and there was no such fault: {Nearest(play, first)}");

    private static bool Caused(Case play, IncidentTransition step) => play.CausesOf(step.Key).Any(fault =>
    {
        if (step.At < fault.Active.From) return false;
        if (step.At <= fault.Active.To) return true;
        return play.Deadline(play.Excused(fault), new(fault.Active.To, step.At), play.Bounds[fault.Kind].EndWithin) is null;
    });

    private static string Nearest(Case play, IncidentTransition step)
    {
        var known = play.CausesOf(step.Key).OrderBy(fault => (fault.Active.From - step.At).Duration()).FirstOrDefault();
        return known is null ? "none all along"
            : $"the nearest is {known.Subject} from {known.Active.From:HH:mm:ss} to {known.Active.To:HH:mm:ss}";
    }
}
