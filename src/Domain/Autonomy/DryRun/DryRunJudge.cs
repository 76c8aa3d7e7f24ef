namespace OrleansMonitor.Domain.Autonomy.DryRun;

/// <summary>Judges cases by later events. The actions of people are the measure.</summary>
public static class DryRunJudge
{
    /// <summary>Scores a case.</summary>
    /// <param name="dryRun">The case.</param>
    /// <param name="later">Events on its target, in any order; earlier ones are ignored.</param>
    /// <param name="now">The current time.</param>
    /// <param name="window">How long later events count, including reverts of what a person did.</param>
    public static DryRunScore Score(DryRunCase dryRun, IEnumerable<LaterEvent> later, DateTimeOffset now, TimeSpan window)
    {
        var events = later.Where(item => item.At >= dryRun.At && item.At <= dryRun.At + window).OrderBy(item => item.At).ToList();
        if (events.Find(item => item.Kind == LaterKind.Rejected) is { } rejected)
            return new(DryRunVerdict.Wrong, $"rejected by {rejected.By}");
        var first = events.Find(item => item.Kind != LaterKind.Approved);
        var undone = events.Find(item => item.Kind == LaterKind.Undone);
        var over = now >= dryRun.At + window;
        if (undone is not null) return new(DryRunVerdict.Wrong, $"undone by {undone.By ?? "somebody"}");
        if (!dryRun.Acted && first is { Kind: LaterKind.CameBack } && !events.Exists(item => item.Kind == LaterKind.Approved))
            return over ? new(DryRunVerdict.Needless, "it came back by itself") : Open(dryRun, window);
        var confirmed = events.Find(item => item.Kind is LaterKind.DoneByPerson or LaterKind.Approved);
        if (!over) return Open(dryRun, window);
        if (confirmed is { Kind: LaterKind.Approved }) return new(DryRunVerdict.Right, $"approved by {confirmed.By}");
        if (confirmed is not null) return new(DryRunVerdict.Right, $"{confirmed.By ?? "somebody"} did the same");
        return dryRun.Acted
            ? new(DryRunVerdict.Right, "it was done and not undone")
            : new(DryRunVerdict.Unclear, "no one acted on it");
    }

    private static DryRunScore Open(DryRunCase dryRun, TimeSpan window) => new(DryRunVerdict.Open, $"judged at {dryRun.At + window:u}");
}
