using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>Decides which destinations are notified of a step of an incident. Pure.</summary>
public static class NotificationPlanner
{
    /// <summary>
    /// The notifications of a step, one per destination. A recovery is planned for every destination; the store keeps it only for those
    /// that have an earlier notification of the incident.
    /// </summary>
    public static ImmutableArray<Notification> Plan(NotificationSettings settings, Notice notice)
    {
        if (settings.Destinations.IsEmpty) return [];
        var decisions = notice.IsRecovery
            ? settings.Destinations.Select(destination => new RoutingDecision(destination.Name, "it was notified of the incident"))
            : Route(settings, notice);
        return [.. decisions.Select(decision => New(decision, notice))];
    }

    /// <summary>
    /// The destinations of a step that is no recovery, with reasons. The first route that matches decides, unless it continues.
    /// </summary>
    public static ImmutableArray<RoutingDecision> Route(NotificationSettings settings, Notice notice)
    {
        if (settings.Routes.IsEmpty)
            return [.. settings.Destinations.Select(destination => new RoutingDecision(destination.Name, "no routes are configured"))];
        var decisions = new List<RoutingDecision>();
        for (var place = 0; place < settings.Routes.Length; place++)
        {
            var route = settings.Routes[place];
            if (!route.Matches(notice)) continue;
            var reason = string.Create(CultureInfo.InvariantCulture, $"route {place} matches {Describe(notice)}");
            decisions.AddRange(route.Destinations.Select(name => new RoutingDecision(name, reason)));
            if (!route.Continue) break;
        }

        return [.. decisions.DistinctBy(decision => decision.Destination, StringComparer.Ordinal)];
    }

    private static Notification New(RoutingDecision decision, Notice notice) => new()
    {
        Id = Notification.IdOf(notice.IncidentId, notice.Step, decision.Destination),
        Destination = decision.Destination,
        Notice = notice,
        Route = decision.Reason,
        NextAttemptAt = notice.At,
    };

    private static string Describe(Notice notice) =>
        $"{notice.Condition.ToName()} ({notice.Severity.ToString().ToLowerInvariant()}) in {notice.Cluster ?? "the monitor"}";
}

/// <summary>A destination of a step, and why.</summary>
/// <param name="Destination">The destination's name.</param>
/// <param name="Reason">Why it is notified.</param>
public sealed record RoutingDecision(string Destination, string Reason);
