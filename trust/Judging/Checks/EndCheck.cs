using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Checks;

/// <summary>Checks that incidents end within the bound after their faults, and not before.</summary>
internal static class EndCheck
{
    private static readonly TimeSpan FlapWithin = TimeSpan.FromMinutes(65);

    /// <summary>Between the end of an incident and the start of one that replaces it for the same fault.</summary>
    private static readonly TimeSpan Handover = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);

    public static IEnumerable<Finding> Of(Case play) =>
        play.Output.Lifetimes.SelectMany(life => Late(play, life).Concat(Early(play, life)));

    private static IEnumerable<Finding> Late(Case play, IncidentLifetime life)
    {
        var faults = play.CausesOf(life.Key).Where(fault => fault.Active.Meets(life.Open)).ToList();
        if (faults.Count == 0) yield break;
        var causes = new Spans(faults.Select(fault => fault.Active));
        var bound = faults.Max(fault => play.Bounds[fault.Kind].EndWithin);
        var excused = faults.Aggregate(Spans.None, (all, fault) => all.Or(play.Excused(fault)));
        foreach (var gap in causes.Leave(new(causes.All[0].From, life.Open.To)))
        {
            var wait = Flaps(play, life.Key, gap.From) ? bound + play.World.Settings.FlapCalm : bound;
            if (play.Deadline(excused, new(gap.From, gap.To), wait) is not { } late) continue;
            yield return new(FindingKind.NotEnded, life.Key, late,
                $"{life.Key} was open {wait:g} after {faults[^1].Subject} had ended at {gap.From:HH:mm:ss}");
            yield break;
        }
    }

    /// <summary>A fault that came three times within an hour is held open until it was gone for half an hour.</summary>
    private static bool Flaps(Case play, string key, DateTimeOffset at)
    {
        var came = play.CausesOf(key).Select(fault => fault.Active.From).Distinct().Where(from => from <= at).Order().ToList();
        return Enumerable.Range(0, Math.Max(0, came.Count - play.World.Settings.FlapOpenings + 1))
            .Any(index => came[index + play.World.Settings.FlapOpenings - 1] - came[index] <= FlapWithin
                && came[index + play.World.Settings.FlapOpenings - 1] >= at - FlapWithin - play.World.Settings.FlapCalm);
    }

    private static IEnumerable<Finding> Early(Case play, IncidentLifetime life)
    {
        if (life.Open.To > play.World.End) yield break;
        var end = life.Open.To;
        var fault = play.Faults.FirstOrDefault(fault =>
            fault.MustReport && fault.Keys.Contains(life.Key) && fault.Causes.Contains(life.Key) && fault.Due <= end
                && end + Margin < fault.Active.To && life.Open.From >= fault.Active.From);
        if (fault is null || play.Output.Lifetimes.Exists(other => other.Id != life.Id && fault.Keys.Contains(other.Key)
            && other.Open.From <= end + Handover && other.Open.To > end)) yield break;
        yield return new(FindingKind.EndedEarly, life.Key, end,
            $"{life.Key} ended at {end:HH:mm:ss} while {fault.Subject} lasted from {fault.Active.From:HH:mm:ss}");
    }
}
