using System.Text.RegularExpressions;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Scenarios.Tests.Playing;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>Compares what was said with what a case expects.</summary>
internal sealed class CaseVerdict(Expectation expected, CaseRun run)
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(1);
    private readonly Story _story = run.Story;

    /// <summary>Everything that is wrong.</summary>
    public static IReadOnlyList<string> Of(Expectation expected, CaseRun run)
    {
        var verdict = new CaseVerdict(expected, run);
        return [.. verdict.Openings(), .. verdict.Others(), .. verdict.End(), .. verdict.Notices(), .. verdict.Posts(), .. verdict.Events(),
            .. verdict.Reads(), .. verdict.Requests()];
    }

    private IEnumerable<string> Openings()
    {
        foreach (var wanted in expected.Opens)
        {
            var found = _story.Incidents.Where(incident => Fits(wanted.Key, incident.Key)).OrderBy(incident => incident.OpenedAt).ToList();
            if (found.Count == 0)
            {
                yield return $"{wanted.Key} did not open";
                continue;
            }

            var (opened, latest) = (found[0].OpenedAt - ScenarioPlayer.Start, TimeSpan.FromSeconds(wanted.From)
                + (wanted.Within is { } seconds ? TimeSpan.FromSeconds(seconds) : Usual));
            if (opened < TimeSpan.FromSeconds(wanted.From) || opened > latest)
                yield return $"{wanted.Key} opened after {opened.TotalSeconds:0} s, not between {wanted.From} s and "
                    + $"{latest.TotalSeconds:0} s";
            if (found.CountBy(incident => incident.Key).Any(key => key.Value > wanted.Times))
                yield return $"{wanted.Key} opened {found.Count} times, not {wanted.Times}";
            foreach (var fault in found.SelectMany(incident => Faults(wanted, incident))) yield return fault;
        }
    }

    private IEnumerable<string> Faults(ExpectedIncident wanted, Incident incident)
    {
        var told = _story.Events.Where(one => one.IncidentId == incident.Id).ToList();
        var text =
            string.Join('\n', [incident.Title, incident.Cause, .. incident.Timeline.Select(entry => entry.Text), .. told.Select(Text)]);
        foreach (var words in wanted.Says
            .Where(words => !Holds(text, words.Replace("{new fingerprint}", run.NewFingerprint, StringComparison.Ordinal))))
            yield return $"{incident.Key} does not say '{words}'";
        foreach (var words in wanted.SaysNot.Where(words => Holds(text, words))) yield return $"{incident.Key} says '{words}'";
        if (wanted.Notify is { } notify && told.Any(one => one.Notify) != notify)
            yield return $"{incident.Key} is {(notify ? "not " : "")}told to people";
        if (wanted.Severity is { } severity && !incident.Severity.ToString().Equals(severity, StringComparison.OrdinalIgnoreCase))
            yield return $"{incident.Key} is {incident.Severity}, not {severity}";
        if (wanted.SuppressedBy is { } by
            && !incident.Suppressions.Any(one => one.Kind.ToString().Equals(by, StringComparison.OrdinalIgnoreCase)) && !Holds(text, by))
            yield return $"{incident.Key} is not suppressed by {by}";
    }

    private IEnumerable<string> Others()
    {
        var named = expected.Opens.Select(wanted => wanted.Key).Concat(expected.MayOpen).ToList();
        foreach (var key in _story.Incidents.Select(incident => incident.Key).Distinct(StringComparer.Ordinal))
        {
            var isWrong = expected.OpensNot is { } wrong ? wrong.Any(pattern => Fits(pattern, key))
                : !named.Exists(pattern => Fits(pattern, key));
            if (isWrong) yield return $"{key} must not open";
            else if (expected.OpensNot is null && !expected.Opens.Any(wanted => Fits(wanted.Key, key))
                && _story.Incidents.Count(incident => incident.Key == key) > 1) yield return $"{key} opened several times";
        }
    }

    private IEnumerable<string> End()
    {
        foreach (var key in expected.OpenAtEnd.Where(key => !_story.Incidents.Any(incident => incident.IsOpen && Fits(key, incident.Key))))
            yield return $"{key} is not open at the end";
        foreach (var incident in _story.Incidents
            .Where(incident => incident.IsOpen && expected.ResolvedAtEnd.Any(key => Fits(key, incident.Key))))
            yield return $"{incident.Key} is open at the end";
    }

    private IEnumerable<string> Notices()
    {
        var count = _story.Events
            .Count(told => told.Notify && (expected.Notices.Key is not { } key || (told.IncidentKey is { } about && Fits(key, about))));
        if (count > expected.Notices.Most) yield return $"{count} notices, {expected.Notices.Most} at most";
        if (expected.Notices.Exactly is { } exactly && count != exactly) yield return $"{count} notices, not {exactly}";
    }

    private IEnumerable<string> Posts() => run.Posts
        .Where(post => post.Value > expected.Posts.Where(allowed => Fits(allowed.Key, post.Key)).Select(allowed => allowed.Value)
            .DefaultIfEmpty(0).Max())
        .Select(post => $"{post.Value} × POST {post.Key}");

    private IEnumerable<string> Events()
    {
        foreach (var wanted in expected.Events.Where(wanted => !_story.Events.Any(told => Is(wanted, told))))
            yield return $"no event {wanted.Type} {wanted.Condition} {wanted.Key} {wanted.Entity} '{string.Join("', '", wanted.Says)}'";
        foreach (var told in _story.Events.Where(told => expected.EventsNot.Any(wrong => Is(wrong, told))))
            yield return $"the event '{told.Title}: {told.Message}' must not be there";
    }

    private IEnumerable<string> Reads() =>
        run.Reads.Where(read => !read.IsRight)
        .Select(read => $"at {read.Expected.At?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "the end"}: {read.Read}");

    private IEnumerable<string> Requests()
    {
        if (expected.Requests is not { } wanted) yield break;
        var count = run.Asked.Count(at => at >= TimeSpan.FromSeconds(wanted.From));
        if (count > wanted.Most) yield return $"{count} requests from {wanted.From} s on, {wanted.Most} at most";
    }

    private static bool Is(ExpectedEvent wanted, MonitorEvent told)
    {
        var at = (told.Timestamp - ScenarioPlayer.Start).TotalSeconds;
        return (wanted.Type is not { } type
            || type.Replace("_", "", StringComparison.Ordinal).Equals(told.Type.ToString(), StringComparison.OrdinalIgnoreCase))
            && (wanted.Condition is not { } condition || (told.Condition is { } its && its.ToName() == condition))
            && (wanted.Key is not { } key || (told.IncidentKey is { } about && Fits(key, about)))
            && (wanted.Entity is not { } entity || told.Details.GetValueOrDefault("entity") == entity)
            && (wanted.Notify is not { } notify || told.Notify == notify)
            && at >= wanted.From && at <= wanted.From + (wanted.Within ?? double.PositiveInfinity)
            && Array.TrueForAll(wanted.Says, words => Holds(Text(told), words));
    }

    private static string Text(MonitorEvent told) => $"{told.Title}\n{told.Message}\n{string.Join('\n', told.Details.Values)}";

    // Alternatives of words stand between bars too.
    internal static bool Holds(string text, string words) =>
        words.Split('|').Any(one => text.Contains(one, StringComparison.OrdinalIgnoreCase));

    private static bool Fits(string patterns, string key) =>
        patterns.Split('|')
        .Any(pattern => Regex.IsMatch(
            key, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.None, TimeSpan.FromSeconds(1)));
}
