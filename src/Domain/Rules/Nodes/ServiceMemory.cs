using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>
/// Which services of a node the monitor itself has seen active. Enabled is not wanted: a unit whose start condition does not hold, such as
/// corosync on a standalone node, is enabled and inactive and well.
/// </summary>
[GenerateSerializer, Immutable, Alias("service-memory")]
public sealed record ServiceMemory
{
    // Tasks' times are whole seconds, and a look takes a while.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(2);

    /// <summary>Nothing was seen yet.</summary>
    public static ServiceMemory Empty { get; } = new();

    /// <summary>Enabled services that were seen active.</summary>
    [Id(0)] public ImmutableHashSet<string> Seen { get; init; } = [];

    /// <summary>When those that are active no more were seen so last, as far as that is known.</summary>
    [Id(1)]
    public ImmutableDictionary<string, DateTimeOffset> LastActive { get; init; } =
        ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>
    /// Who stopped those that are inactive since, by the service's name. What was found out once is kept where it cannot be read again.
    /// </summary>
    [Id(2)] public ImmutableDictionary<string, string> StoppedBy { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The memory after another look; itself where nothing changed.</summary>
    /// <param name="services">What the look saw.</param>
    /// <param name="before">When the look before was; null where that is not known.</param>
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

        return ReferenceEquals(seen, Seen) && ReferenceEquals(last, LastActive) && ReferenceEquals(by, StoppedBy) ? this
            : new() { Seen = seen, LastActive = last, StoppedBy = by };
    }

    /// <summary>The memory after it was asked who stopped services; itself where that could not be read or tells nothing new.</summary>
    /// <param name="services">What the look saw.</param>
    /// <param name="stops">The answer.</param>
    public ServiceMemory WithStops(IEnumerable<ServiceSample> services, ServiceStops stops)
    {
        if (stops.Unread is not null) return this;
        var by = services.Where(WentInactive).Select(service => StopOf(service.Service, stops)).OfType<ServiceStop>()
            .ToImmutableDictionary(stop => stop.Service, stop => stop.By);
        return by.Count == StoppedBy.Count && by.All(StoppedBy.Contains) ? this : this with { StoppedBy = by };
    }

    /// <summary>Who stopped a service since it was last seen active; null where nobody is known to have.</summary>
    /// <param name="service">The service.</param>
    /// <param name="stops">Who stopped some.</param>
    public ServiceStop? StopOf(string service, ServiceStops stops)
    {
        var since = LastActive.TryGetValue(service, out var last) ? last - Tolerance : DateTimeOffset.MinValue;
        return stops.Stops.FirstOrDefault(stop => stop.Service == service && stop.At >= since);
    }

    /// <summary>Whether a service went from active to inactive under the monitor's eyes, so that it matters who stopped it.</summary>
    public bool WentInactive(ServiceSample service) =>
        service is { UnitState: "enabled", ActiveState: "inactive" } && Seen.Contains(service.Service);
}

/// <summary>Somebody stopped a service through Proxmox, and asked for nothing else of it since.</summary>
/// <param name="Service">The service.</param>
/// <param name="By">Who.</param>
/// <param name="At">When, by the monitor's clock.</param>
public sealed record ServiceStop(string Service, string By, DateTimeOffset At)
{
    /// <summary>
    /// The stops that tasks tell of: of everything asked of a service, the newest is to stop it. Whether it succeeded does not matter.
    /// </summary>
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

/// <summary>Who stopped services of a node, as far as that could be read.</summary>
/// <param name="Stops">The stops.</param>
/// <param name="Unread">Why they could not be read; null where they were.</param>
public sealed record ServiceStops(IReadOnlyList<ServiceStop> Stops, string? Unread = null)
{
    /// <summary>Nobody stopped any.</summary>
    public static ServiceStops None { get; } = new([]);
}
