namespace OrleansMonitor.Trust.Judging.Checks;

/// <summary>
/// Whoever was told of something was told the truth: a fault of that kind on that thing was there, or had been seen so lately that its end
/// could not be known.
/// </summary>
internal static class FalseAlarmCheck
{
    public static IEnumerable<Finding> Of(Case play) =>
        from step in play.Telling.Steps
        where step.Tells && !Caused(play, step)
        group step by step.Incident into incident
        let first = incident.First()
        select new Finding(FindingKind.FalseAlarm, first.Key, first.At,
            $"{first.Key} was told ({first.Word}), and there was no such fault: {Nearest(play, first)}");

    private static bool Caused(Case play, Step step) => play.CausesOf(step.Key).Any(fault =>
    {
        if (step.At < fault.True.From) return false;
        if (step.At <= fault.True.To) return true;
        return play.Deadline(play.Excused(fault), new(fault.True.To, step.At), play.Bounds[fault.Kind].Ends) is null;
    });

    private static string Nearest(Case play, Step step)
    {
        var known = play.CausesOf(step.Key).OrderBy(fault => (fault.True.From - step.At).Duration()).FirstOrDefault();
        return known is null ? "none all along"
            : $"the nearest is {known.Subject} from {known.True.From:HH:mm:ss} to {known.True.To:HH:mm:ss}";
    }
}
