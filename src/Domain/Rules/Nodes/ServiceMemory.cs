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

    /// <summary>
    /// When services that are no longer active were last observed active; the Unix epoch if not known, as after a restart of the monitor.
    /// </summary>
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
            else if (service.ActiveState is "inactive" or "failed" && seen.Contains(name) && !last.ContainsKey(name))
                last = last.Add(name, before ?? DateTimeOffset.UnixEpoch);
        }

        return ReferenceEquals(seen, Seen) && ReferenceEquals(last, LastActive) && ReferenceEquals(by, StoppedBy)
            ? this
            : new() { Seen = seen, LastActive = last, StoppedBy = by };
    }

    /// <summary>
    /// Applies the newest requests for services; returns itself if nothing changed. A stop that is no longer listed still counts: Proxmox
    /// lists a limited number of tasks.
    /// </summary>
    /// <param name="services">The services read.</param>
    /// <param name="requests">The requests.</param>
    public ServiceMemory WithRequests(IEnumerable<ServiceSample> services, ServiceRequests requests)
    {
        var by = StoppedBy;
        foreach (var service in services.Where(WentInactive).Select(service => service.Service))
        {
            if (Newest(service, requests) is { } newest)
                by = newest.IsStop ? by.SetItem(service, newest.By) : by.Remove(service);
        }

        return ReferenceEquals(by, StoppedBy) ? this : this with { StoppedBy = by };
    }

    /// <summary>Whether a service was observed going from active to inactive, so the user who stopped it matters.</summary>
    public bool WentInactive(ServiceSample service) =>
        service is { UnitState: "enabled", ActiveState: "inactive" } && Seen.Contains(service.Service);

    // The newest request since the service was last observed active.
    private ServiceRequest? Newest(string service, ServiceRequests requests)
    {
        var since = LastActive.TryGetValue(service, out var last) ? last - Tolerance : DateTimeOffset.MinValue;
        return requests.Newest.FirstOrDefault(request => request.Service == service && request.At >= since);
    }
}
