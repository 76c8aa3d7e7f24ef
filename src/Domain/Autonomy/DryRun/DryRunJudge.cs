namespace OrleansMonitor.Domain.Autonomy.DryRun;

/// <summary>Judges cases by later events. The actions of people are the measure.</summary>
public static class DryRunJudge
{
    /// <summary>Scores a case.</summary>
    /// <param name="what">The case.</param>
    /// <param name="later">Events on its target, in any order; earlier ones are ignored.</param>
    /// <param name="now">Now.</param>
    /// <param name="window">How long later events count, including reverts of what a person did.</param>
    public static DryRunScore Score(DryRunCase what, IEnumerable<LaterEvent> later, DateTimeOffset now, TimeSpan window)
    {
        var events = later.Where(happened => happened.At >= what.At && happened.At <= what.At + window)
            .OrderBy(happened => happened.At).ToList();
        if (events.Find(happened => happened.Kind == LaterKind.Rejected) is { } rejected)
            return new(DryRunVerdict.Wrong, $"rejected by {rejected.By}");
        var first = events.Find(happened => happened.Kind != LaterKind.Approved);
        var undone = events.Find(happened => happened.Kind == LaterKind.Undone);
        var over = now >= what.At + window;
        if (undone is not null) return new(DryRunVerdict.Wrong, $"undone by {undone.By ?? "somebody"}");
        if (!what.Acted && first is { Kind: LaterKind.CameBack } && !events.Exists(happened => happened.Kind == LaterKind.Approved))
            return over ? new(DryRunVerdict.Needless, "it came back by itself") : Open(what, window);
        var confirmed = events.Find(happened => happened.Kind is LaterKind.DoneByPerson or LaterKind.Approved);
        if (!over) return Open(what, window);
        if (confirmed is { Kind: LaterKind.Approved }) return new(DryRunVerdict.Right, $"approved by {confirmed.By}");
        if (confirmed is not null) return new(DryRunVerdict.Right, $"{confirmed.By ?? "somebody"} did the same");
        return what.Acted
            ? new(DryRunVerdict.Right, "it was done and not undone")
            : new(DryRunVerdict.Unclear, "no one acted on it");
    }

    private static DryRunScore Open(DryRunCase what, TimeSpan window) => new(DryRunVerdict.Open, $"judged at {what.At + window:u}");
}
