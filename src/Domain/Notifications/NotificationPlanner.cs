using System.Collections.Immutable;
using System.Globalization;
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
        var without = $"no route matches {Describe(notice)}";
        for (var place = 0; place < settings.Routes.Length; place++)
        {
            var route = settings.Routes[place];
            if (!route.Matches(notice)) continue;
            var reason = string.Create(CultureInfo.InvariantCulture, $"route {place} matches {Describe(notice)}");
            decisions.AddRange(route.Destinations.Select(name => new RoutingDecision(name, true, reason)));
            without = route.Destinations.IsEmpty ? $"{reason} and notifies nobody" : $"{reason} and does not name this destination";
            if (!route.Continue) break;
        }

        decisions.AddRange(settings.Destinations.Select(one => new RoutingDecision(one.Name, false, without)));
        return [.. decisions.DistinctBy(decision => decision.Destination, StringComparer.Ordinal)];
    }

    private static Notification New(RoutingDecision decision, Notice notice) => new()
    {
        Id = Notification.IdOf(notice.IncidentId, notice.Step, decision.Destination),
        Destination = decision.Destination,
        Notice = notice,
        Route = decision.Reason,
        State = decision.IsNotified ? NotificationState.Pending : NotificationState.Unrouted,
        NextAttemptAt = notice.At,
    };

    private static string Describe(Notice notice) =>
        $"{notice.Condition.ToName()} ({notice.Severity.ToString().ToLowerInvariant()}) in {notice.Cluster ?? "the monitor"}";
}

/// <summary>Whether a destination is notified of a step, and why.</summary>
/// <param name="Destination">The destination's name.</param>
/// <param name="IsNotified">Whether it is.</param>
/// <param name="Reason">Why, or why not.</param>
public sealed record RoutingDecision(string Destination, bool IsNotified, string Reason);
