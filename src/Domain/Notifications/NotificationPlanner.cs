using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>Decides which destinations are notified of a step of an incident. Pure.</summary>
public static class NotificationPlanner
{
    /// <summary>
    /// The notifications of a step, one per destination; those that the routes leave out are kept with the reason. A recovery is planned
    /// for every destination; the store keeps it only for those that were to be notified of the incident.
    /// </summary>
    /// <param name="settings">The destinations and routes.</param>
    /// <param name="notice">The step.</param>
    public static ImmutableArray<Notification> Plan(NotificationSettings settings, Notice notice)
    {
        if (settings.Destinations.IsEmpty) return [];
        if (notice.ReplacedBy is { } next) return PlanReplacement(settings, notice, next);
        if (notice.IsRecovery)
            return [.. settings.Destinations.Select(one => New(new(one.Name, true, "it was notified of the incident"), notice))];
        return [.. Route(settings, notice).Select(decision => New(decision, notice))];
    }

    /// <summary>
    /// Which destinations are notified of a step that is no recovery, and which are not, with reasons. The first route that matches
    /// decides, unless it continues.
    /// </summary>
    public static ImmutableArray<RoutingDecision> Route(NotificationSettings settings, Notice notice)
    {
        if (settings.Routes.IsEmpty)
            return [.. settings.Destinations.Select(one => new RoutingDecision(one.Name, true, "no routes are configured"))];
        var decisions = new List<RoutingDecision>();
        var step = RouteText.Describe(settings, notice);
        var without = $"no route matches {step}";
        for (var place = 0; place < settings.Routes.Length; place++)
        {
            var route = settings.Routes[place];
            if (!route.Matches(notice)) continue;
            var reason = RouteText.Matching(place, route, step);
            decisions.AddRange(route.Destinations.Select(name => new RoutingDecision(name, true, reason)
            {
                After = route.After,
                Repeat = route.Repeat,
            }));
            without = route.Destinations.IsEmpty ? $"{reason} and notifies nobody" : $"{reason} and does not name this destination";
            if (!route.LetsOthersMatch) break;
        }

        // A destination that is notified at once needs no escalation.
        decisions.AddRange(
            settings.Destinations.Select(one => new RoutingDecision(one.Name, false, without) { After = TimeSpan.MaxValue }));
        return
        [
            .. decisions.Select((decision, place) => (decision, place))
                .GroupBy(one => one.decision.Destination, StringComparer.Ordinal)
                .Select(group => group.MinBy(one => (one.decision.After, one.place)).decision),
        ];
    }

    // A destination that is notified of the other condition learns from that message that this one is over. The others are told.
    private static ImmutableArray<Notification> PlanReplacement(NotificationSettings settings, Notice notice, Replacement next)
    {
        var other = notice with { Condition = next.Condition, Severity = next.Severity };
        return
        [
            .. Route(settings, other).Select(decision => decision is { IsNotified: true, After.Ticks: 0 }
                ? New(decision with { Reason = $"it was notified of the incident, whose place {next.Condition.ToName()} takes" }, notice)
                : New(
                    new(decision.Destination, true, $"it was notified of the incident, but not of {next.Condition.ToName()}"),
                    notice with { ReplacedBy = null })),
        ];
    }

    private static Notification New(RoutingDecision decision, Notice notice) => new()
    {
        Id = Notification.IdOf(notice.IncidentId, notice.Step, decision.Destination),
        Destination = decision.Destination,
        Notice = notice with
        {
            EscalatesAt = IsEscalation(decision) ? notice.At + decision.After : null,
            RepeatEvery = decision is { IsNotified: true, Repeat.Ticks: > 0 } ? decision.Repeat : null,
        },
        Route = decision.Reason,
        State = decision.IsNotified ? NotificationState.Pending : NotificationState.Unrouted,
        NextAttemptAt = IsEscalation(decision) ? notice.At + decision.After : notice.At,
    };

    private static bool IsEscalation(RoutingDecision decision) => decision is { IsNotified: true, After.Ticks: > 0 };
}

/// <summary>Whether a destination is notified of a step, and why.</summary>
/// <param name="Destination">The destination's name.</param>
/// <param name="IsNotified">Whether it is.</param>
/// <param name="Reason">Why, or why not.</param>
public sealed record RoutingDecision(string Destination, bool IsNotified, string Reason)
{
    /// <summary>How long after the others it is notified; zero for at once.</summary>
    public TimeSpan After { get; init; }

    /// <summary>How long after a message it is notified again, while the incident is open and not acknowledged; zero for never.</summary>
    public TimeSpan Repeat { get; init; }
}
