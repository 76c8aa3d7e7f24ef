using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>Who is notified of incidents.</summary>
/// <param name="Destinations">The destinations, with unique names.</param>
/// <param name="Routes">The routes, in the order in which they are tried. Without any, every destination is notified of everything.</param>
public sealed record NotificationSettings(ImmutableArray<Destination> Destinations, ImmutableArray<Route> Routes)
{
    /// <summary>Nobody is notified.</summary>
    public static NotificationSettings None { get; } = new([], []);

    /// <summary>The address of the monitor for links in messages, without a slash at its end; null for no links.</summary>
    public string? PublicAddress { get; init; }

    /// <summary>The quiet hours; empty for none.</summary>
    public ImmutableArray<QuietHours> QuietHours { get; init; } = [];

    /// <summary>The heartbeat; its <see cref="HeartbeatSettings.Url"/> is read and valid, or null.</summary>
    public HeartbeatSettings Heartbeat { get; init; } = new();

    /// <summary>The destination with a name, or null.</summary>
    public Destination? Find(string name) =>
        Destinations.FirstOrDefault(destination => string.Equals(destination.Name, name, StringComparison.Ordinal));
}
