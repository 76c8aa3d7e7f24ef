using System.Globalization;

namespace OrleansMonitor.Trust.Judging.Checks;

/// <summary>Checks of the output alone: the number of notifications, and whether the shown data is consistent.</summary>
internal static class OutputChecks
{
    /// <summary>
    /// Periods of the critical tier after which data is no longer fresh. A response that is under way may still arrive for some time.
    /// </summary>
    private const int FreshPeriods = 3;
    private static readonly TimeSpan LeastFresh = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UnderWay = TimeSpan.FromSeconds(5);

    /// <summary>An explanation and the list are read one after the other; a transition in between is no contradiction.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);

    /// <summary>Within this time after the database is back the pending incidents are stored: seconds to notice it, then a poll.</summary>
    private static readonly TimeSpan StoredAgain = TimeSpan.FromSeconds(60);

    /// <summary>Checks the number of notifications per fault, including its end and its repair.</summary>
    public static IEnumerable<Finding> Notices(Case play)
    {
        foreach (var fault in play.Faults.Where(fault => fault.MustReport))
        {
            var bound = play.Bounds[fault.Kind];
            var within = fault.Active.Widen(default, bound.EndWithin);
            var sent = play.Output.Notices.Where(notice => notice.Key is { } key && fault.Keys.Contains(key) && within.Holds(notice.At))
                .ToList();
            if (sent.Count <= bound.Notices) continue;
            yield return new(FindingKind.TooManyNotices, fault.Subject, sent[bound.Notices].At, string.Create(
                CultureInfo.InvariantCulture, $"{sent.Count} notices of {fault.Subject}, at most {bound.Notices} are allowed"));
        }
    }

    /// <summary>Checks that unreadable data is not shown as fresh.</summary>
    public static IEnumerable<Finding> Freshness(Case play)
    {
        var period = play.World.Settings.CriticalPeriod * FreshPeriods;
        var old = (period < LeastFresh ? LeastFresh : period) + UnderWay;
        var unread = play.World.Observability.Unreachable.Or(play.World.Monitor.CutOff);
        var state = play.World.Play.Observations.FirstOrDefault(state => state is { Running: true, CallsItselfFresh: true }
            && unread.Find(state.At) is { } span && state.At - span.From > old);
        if (state is not null) yield return new(FindingKind.Freshness, play.World.Name, state.At,
            $"called itself fresh at {state.At:HH:mm:ss}, and nothing could be read since {unread.Find(state.At)!.Value.From:HH:mm:ss}");
    }

    /// <summary>
    /// Checks that a guest's explained conditions are its open incidents; quiet flapping ones may be missing. Not checked while the
    /// database is unavailable, because the list cannot be read or is incomplete.
    /// </summary>
    public static IEnumerable<Finding> Explanations(Case play)
    {
        var unlisted = play.World.Monitor.DatabaseAway.Widen(default, StoredAgain);
        foreach (var state in play.World.Play.Observations.Where(state => !unlisted.Holds(state.At)))
        {
            foreach (var (vmid, named) in state.Explained)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $":{play.World.Name}/{vmid}");
                var open = state.Open.Where(key => key.EndsWith(id, StringComparison.Ordinal)).ToList();
                var wrong = named.Except(open, StringComparer.Ordinal)
                    .Concat(open.Except(named, StringComparer.Ordinal).Where(key => !IsQuiet(play, key, state.At)))
                    .FirstOrDefault(key => !play.Output.Transitions.Exists(step => step.Key == key
                        && (step.At - state.At).Duration() <= Between));
                if (wrong is null) continue;
                var what = open.Contains(wrong) ? "listed as open and not explained" : "explained as holding and not listed as open";
                yield return new(FindingKind.Explanation, wrong, state.At, $"{wrong} is {what} at {state.At:HH:mm:ss}");
            }
        }
    }

    /// <summary>Checks that the chain is intact and each act has an audit row written before it was sent.</summary>
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

    private static bool IsQuiet(Case play, string key, DateTimeOffset at) =>
        play.Output.Transitions.FindLast(step => step.Key == key && step.At <= at
            && step.Kind is "opened" or "flapped" or "quieted" or "resolved")?.Kind == "quieted";
}
