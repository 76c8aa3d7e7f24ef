using System.Globalization;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>Describes why routes notify somebody of a step: what the step is, as far as the routes look at it. Pure.</summary>
internal static class RouteText
{
    /// <summary>What a route that matches does.</summary>
    /// <param name="place">Its place among the routes, from 0.</param>
    /// <param name="route">The route.</param>
    /// <param name="step">The step (<see cref="Describe"/>).</param>
    public static string Matching(int place, Route route, string step)
    {
        var reason = string.Create(CultureInfo.InvariantCulture, $"route {place} matches {step}");
        return route.After > TimeSpan.Zero ? $"{reason} after {Humanize.Span(route.After)} without acknowledgement" : reason;
    }

    /// <summary>The step, with all that any of the routes looks at.</summary>
    public static string Describe(NotificationSettings settings, Notice notice)
    {
        var text = $"{notice.Condition.ToName()} ({notice.Severity.ToString().ToLowerInvariant()}) in {notice.Cluster ?? "the monitor"}";
        if (settings.Routes.Any(one => !one.Match.Nodes.IsEmpty)) text += notice.Node is { } node ? $" on {node}" : " on no node";
        if (settings.Routes.Any(one => !one.Match.Tags.IsEmpty || !one.Match.Pools.IsEmpty)) text += Traits(notice);
        var hours = settings.Routes.SelectMany(one => one.Times).FirstOrDefault();
        return hours is null ? text : $"{text} on {hours.Clock(notice.At)}";
    }

    private static string Traits(Notice notice)
    {
        if (notice.Guest is not { } guest) return notice.IsGuest ? " with unknown tags and pool" : " without tags and pool";
        var tags = GuestTags.Split(guest.Tags) is { Length: > 0 } some ? $"with tags {string.Join(", ", some)}" : "without tags";
        return guest.Pool is { Length: > 0 } pool ? $" {tags} in pool {pool}" : $" {tags} in no pool";
    }
}
