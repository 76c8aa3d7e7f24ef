using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>The newest request for a service through Proxmox, successful or not.</summary>
/// <param name="Service">The service.</param>
/// <param name="IsStop">Whether it is a stop; a start or a restart otherwise.</param>
/// <param name="By">The user.</param>
/// <param name="At">When it was made, by the monitor's clock.</param>
public sealed record ServiceRequest(string Service, bool IsStop, string By, DateTimeOffset At)
{
    /// <summary>Derives the newest request for each service from tasks.</summary>
    /// <param name="tasks">The node's tasks, in any order.</param>
    /// <param name="skew">How far the node's clock is ahead of the monitor's.</param>
    public static IReadOnlyList<ServiceRequest> Of(IEnumerable<PveTask> tasks, TimeSpan skew) =>
    [
        .. from task in tasks
           where task.Type is "srvstop" or "srvstart" or "srvrestart"
           group task by task.Id into own
           let newest = own.MaxBy(task => task.StartedAt)
           select new ServiceRequest(own.Key, newest.Type == "srvstop", newest.User, newest.StartedAt - skew),
    ];
}

/// <summary>The newest requests for a node's services, as far as they could be read.</summary>
/// <param name="Newest">The newest request for each service.</param>
/// <param name="Unread">Why they could not be read; null if they were.</param>
public sealed record ServiceRequests(IReadOnlyList<ServiceRequest> Newest, string? Unread = null)
{
    /// <summary>No requests.</summary>
    public static ServiceRequests None { get; } = new([]);
}
