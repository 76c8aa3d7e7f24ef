using System.Globalization;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Checks;

/// <summary>What can be held against the output by itself: how often people were sent something, and whether what was shown fits
/// together.</summary>
internal static class OutputChecks
{
    /// <summary>Periods of the critical tier after which nothing is fresh, and the time in which an answer that was under way may still
    /// arrive.</summary>
    private const int FreshPeriods = 3;
    private static readonly TimeSpan LeastFresh = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UnderWay = TimeSpan.FromSeconds(5);

    /// <summary>An explanation and the list are read one after the other: a step in between is no contradiction.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);

    /// <summary>What was found meanwhile is stored once the database is back: it is noticed within seconds, and a poll follows.</summary>
    private static readonly TimeSpan StoredAgain = TimeSpan.FromSeconds(60);

    /// <summary>A fault is worth so many notices, its end and its repair included.</summary>
    public static IEnumerable<Finding> Notices(Case play)
    {
        foreach (var fault in play.Faults.Where(fault => fault.Must))
        {
            var bound = play.Bounds[fault.Kind];
            var within = new Span(fault.True.From, fault.True.To == DateTimeOffset.MaxValue ? fault.True.To : fault.True.To + bound.Ends);
            var sent = play.Telling.Notices.Where(notice => notice.Key is { } key && fault.Keys.Contains(key) && within.Holds(notice.At))
                .ToList();
            if (sent.Count <= bound.Notices) continue;
            yield return new(FindingKind.TooManyNotices, fault.Subject, sent[bound.Notices].At,
                string.Create(CultureInfo.InvariantCulture,
                $"{sent.Count} notices of {fault.Subject}, at most {bound.Notices} are allowed"));
        }
    }

    /// <summary>Nothing is fresh that cannot have been read.</summary>
    public static IEnumerable<Finding> Freshness(Case play)
    {
        var period = play.World.Settings.CriticalPeriod * FreshPeriods;
        var old = (period < LeastFresh ? LeastFresh : period) + UnderWay;
        var unread = play.World.Sight.Silent.Or(play.World.Monitor.CutOff);
        var look = play.World.Play.Looks.FirstOrDefault(look => look is { Running: true, CallsItselfFresh: true }
            && unread.Find(look.At) is { } span && look.At - span.From > old);
        if (look is not null) yield return new(FindingKind.Freshness, play.World.Name, look.At,
            $"called itself fresh at {look.At:HH:mm:ss}, and nothing could be read since {unread.Find(look.At)!.Value.From:HH:mm:ss}");
    }

    /// <summary>What is said to hold of a guest is what is listed as open of it; an incident that is open and quiet because it flaps may be
    /// left out. While the database is away the list cannot be read, and nothing that was found is in it.</summary>
    public static IEnumerable<Finding> Explanations(Case play)
    {
        var unlisted = play.World.Monitor.DatabaseAway.Widen(default, StoredAgain);
        foreach (var look in play.World.Play.Looks.Where(look => !unlisted.Holds(look.At)))
        {
            foreach (var (vmid, named) in look.Explained)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $":{play.World.Name}/{vmid}");
                var open = look.Open.Where(key => key.EndsWith(id, StringComparison.Ordinal)).ToList();
                var wrong = named.Except(open, StringComparer.Ordinal)
                    .Concat(open.Except(named, StringComparer.Ordinal).Where(key => !Quiet(play, key, look.At)))
                    .FirstOrDefault(key => !play.Telling.Steps.Exists(step => step.Key == key
                        && (step.At - look.At).Duration() <= Between));
                if (wrong is null) continue;
                yield return new(FindingKind.Explanation, wrong, look.At,
                    $"{wrong} is {(open.Contains(wrong) ? "listed as open and not explained" : "explained as holding and not listed as open")} at {look.At:HH:mm:ss}");
            }
        }
    }

    /// <summary>The chain is whole, and each act has the row that says it is about to be sent.</summary>
    public static IEnumerable<Finding> Audit(Case play)
    {
        if (play.World.Play.ChainProblem is { } problem) yield return new(FindingKind.Audit, "chain", play.World.End, problem);
        foreach (var target in play.World.Play.Requests.Where(Acts.IsActs).GroupBy(Acts.Target, StringComparer.Ordinal))
        {
            var rows = play.World.Play.Actions.Count(row =>
                row is { Result: Domain.Audit.ActionResult.Dispatched, Upid: null, AttemptNumber: > 0 } && Acts.IsAbout(row, target.Key));
            if (rows < target.Count()) yield return new(FindingKind.Audit, target.Key, target.Last().At,
                string.Create(CultureInfo.InvariantCulture, $"{target.Count()} acts on {target.Key} have {rows} rows that announce them"));
        }
    }

    private static bool Quiet(Case play, string key, DateTimeOffset at) =>
        play.Telling.Steps.FindLast(step => step.Key == key && step.At <= at
            && step.Word is "opened" or "flapped" or "quieted" or "resolved")?.Word == "quieted";
}
