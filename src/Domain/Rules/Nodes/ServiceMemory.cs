using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>
/// History of a node's services as observed by the monitor. Enabled does not mean required: a unit whose start condition fails, such as
/// corosync on a standalone node, is enabled and inactive without a problem.
/// </summary>
[GenerateSerializer, Immutable, Alias("service-memory")]
public sealed record ServiceMemory
{
    // Task times are whole seconds, and a read takes a while.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(2);

    /// <summary>No observations yet.</summary>
    public static ServiceMemory Empty { get; } = new();

    /// <summary>Enabled services that were observed active.</summary>
    [Id(0)] public ImmutableHashSet<string> Seen { get; init; } = [];

    /// <summary>When services that are no longer active were last observed active, if known.</summary>
    [Id(1)]
    public ImmutableDictionary<string, DateTimeOffset> LastActive { get; init; } =
        ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Users who stopped inactive services, by service name. Kept if it cannot be read again.</summary>
    [Id(2)] public ImmutableDictionary<string, string> StoppedBy { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Applies a read of the services; returns itself if nothing changed.</summary>
    /// <param name="services">The services read.</param>
    /// <param name="before">When the previous read was; null if not known.</param>
    public ServiceMemory After(IEnumerable<ServiceSample> services, DateTimeOffset? before)
    {
        var (seen, last, by) = (Seen, LastActive, StoppedBy);
        foreach (var service in services)
        {
            var (name, active) = (service.Service, service is { UnitState: "enabled", ActiveState: "active" });
            if (service.UnitState is null) continue;
            if (active || service.UnitState != "enabled")
                (seen, last, by) = (active ? seen.Add(name) : seen.Remove(name), last.Remove(name), by.Remove(name));
            else if (service.ActiveState is "inactive" or "failed" && seen.Contains(service.Service) && before is { } at
                && !last.ContainsKey(service.Service)) last = last.Add(service.Service, at);
        }

        return ReferenceEquals(seen, Seen) && ReferenceEquals(last, LastActive) && ReferenceEquals(by, StoppedBy)
            ? this
            : new() { Seen = seen, LastActive = last, StoppedBy = by };
    }

    /// <summary>Applies the users who stopped services; returns itself if they could not be read or nothing changed.</summary>
    /// <param name="services">The services read.</param>
    /// <param name="stops">The stops.</param>
    public ServiceMemory WithStops(IEnumerable<ServiceSample> services, ServiceStops stops)
    {
        if (stops.Unread is not null) return this;
        var by = services.Where(WentInactive).Select(service => StopOf(service.Service, stops)).OfType<ServiceStop>()
            .ToImmutableDictionary(stop => stop.Service, stop => stop.By);
        return by.Count == StoppedBy.Count && by.All(StoppedBy.Contains) ? this : this with { StoppedBy = by };
    }

    /// <summary>The stop of a service since it was last observed active; null for none.</summary>
    /// <param name="service">The service.</param>
    /// <param name="stops">The stops.</param>
    public ServiceStop? StopOf(string service, ServiceStops stops)
    {
        var since = LastActive.TryGetValue(service, out var last) ? last - Tolerance : DateTimeOffset.MinValue;
        return stops.Stops.FirstOrDefault(stop => stop.Service == service && stop.At >= since);
    }

    /// <summary>Whether a service was observed going from active to inactive, so the user who stopped it matters.</summary>
    public bool WentInactive(ServiceSample service) =>
        service is { UnitState: "enabled", ActiveState: "inactive" } && Seen.Contains(service.Service);
}

/// <summary>A service stop through Proxmox that is the latest request for the service.</summary>
/// <param name="Service">The service.</param>
/// <param name="By">The user.</param>
/// <param name="At">When it was requested, by the monitor's clock.</param>
public sealed record ServiceStop(string Service, string By, DateTimeOffset At)
{
    /// <summary>Derives stops from tasks: the newest request for a service is a stop, successful or not.</summary>
    /// <param name="tasks">The node's tasks, in any order.</param>
    /// <param name="skew">How far the node's clock is ahead of the monitor's.</param>
    public static IReadOnlyList<ServiceStop> Of(IEnumerable<PveTask> tasks, TimeSpan skew) =>
    [
        .. from task in tasks
           where task.Type is "srvstop" or "srvstart" or "srvrestart"
           group task by task.Id into own
           let newest = own.MaxBy(task => task.StartedAt)
           where newest.Type == "srvstop"
           select new ServiceStop(own.Key, newest.User, newest.StartedAt - skew),
    ];
}

/// <summary>Service stops on a node, as far as they could be read.</summary>
/// <param name="Stops">The stops.</param>
/// <param name="Unread">Why they could not be read; null if they were.</param>
public sealed record ServiceStops(IReadOnlyList<ServiceStop> Stops, string? Unread = null)
{
    /// <summary>No stops.</summary>
    public static ServiceStops None { get; } = new([]);
}
