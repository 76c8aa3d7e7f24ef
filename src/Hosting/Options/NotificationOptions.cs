using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Who is notified of incidents. Without destinations, nobody is.</summary>
public sealed class NotificationOptions
{
    /// <summary>The address at which people open the monitor, such as <c>https://monitor.lan:8443</c>; messages then link to it.</summary>
    public string? PublicAddress { get; init; }

    /// <summary>The destinations by name.</summary>
    public IDictionary<string, DestinationOptions> Destinations { get; init; } =
        new Dictionary<string, DestinationOptions>(StringComparer.Ordinal);

    /// <summary>The routes, tried in order. Without any, every destination is notified of everything.</summary>
    public IList<RouteOptions> Routes { get; init; } = [];

    /// <summary>Hours in which info and warnings wait. Without any, nothing waits.</summary>
    public IList<QuietHoursOptions> QuietHours { get; init; } = [];

    /// <summary>A service that is called while the monitor works. Default none.</summary>
    public HeartbeatSettings Heartbeat { get; init; } = new();
}

/// <summary>A route. Every condition that is set must match.</summary>
public sealed class RouteOptions
{
    /// <summary>The destinations that are notified; an empty list notifies nobody and ends the search.</summary>
    public IList<string> Destinations { get; init; } = [];

    /// <summary>The least severity: <c>info</c>, <c>warning</c>, <c>error</c> or <c>critical</c>. Default <c>info</c>.</summary>
    public string? MinimumSeverity { get; init; }

    /// <summary>The clusters; empty for all.</summary>
    public IList<string> Clusters { get; init; } = [];

    /// <summary>The names of the nodes, such as <c>pve1</c>; empty for all.</summary>
    public IList<string> Nodes { get; init; } = [];

    /// <summary>The tags of guests, any of several; empty for all.</summary>
    public IList<string> Tags { get; init; } = [];

    /// <summary>The pools of guests; empty for all.</summary>
    public IList<string> Pools { get; init; } = [];

    /// <summary>The hours in which it matches, any of several; empty for always.</summary>
    public IList<DailyHoursOptions> Times { get; init; } = [];

    /// <summary>The conditions, such as <c>VM_CRASHED</c>; empty for all.</summary>
    public IList<string> Conditions { get; init; } = [];

    /// <summary>
    /// Escalation: the destinations are notified only after this time, and not if the incident ended or was acknowledged meanwhile; later
    /// routes are tried too. Up to 12 h. Default 0, at once.
    /// </summary>
    public TimeSpan After { get; init; }

    /// <summary>
    /// The destinations are notified again this long after each message, while the incident is open and nobody acknowledged it; 5 min to
    /// 24 h. Default 0, never.
    /// </summary>
    public TimeSpan Repeat { get; init; }

    /// <summary>Whether later routes are tried too when this one matches. Default false.</summary>
    public bool Continue { get; init; }
}
