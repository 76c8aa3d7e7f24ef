using System.Net;
using System.Security.Claims;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Registry;
using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Connections;

namespace OrleansMonitor.Api.Connections;

/// <summary>
/// Lists, pauses, resumes and removes connections; shared by REST and the dashboard. Each command checks the user's role. A change takes
/// effect at once in this process, within two seconds in others.
/// </summary>
internal sealed class ConnectionCommands(
    IGrainFactory grains, MonitorSettings settings, LiveClusterConnections connections, IRegistryFollower follower, StepUp stepUp,
    TimeProvider time)
{
    private const string Unsure = "It is not known whether the cluster was changed; look at the list.";

    /// <summary>All connections: those in the configuration, then those that people added.</summary>
    /// <exception cref="StoreUnavailableException">They cannot be read.</exception>
    public async Task<CallOutcome<IReadOnlyList<ConnectionDto>>> List(ClaimsPrincipal? user)
    {
        if (user.Refusal(Permission.ManageClusters) is { } forbidden) return Forbid<IReadOnlyList<ConnectionDto>>(forbidden);
        var registry = await Registry();
        return CallOutcome<IReadOnlyList<ConnectionDto>>.Of(
        [
            .. settings.Clusters.Configured.Select(connections.Find).OfType<Proxmox.Connections.ClusterConnection>()
                .Select(ConnectionDto.Of),
            .. registry.Clusters.Select(Describe),
        ]);
    }

    /// <summary>Pauses or resumes a cluster.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it was changed.</exception>
    public Task<CallOutcome<ConnectionDto>> Pause(string cluster, bool paused, ClaimsPrincipal? user, IPAddress? address) => Run(
        cluster, user, (registry, name) => registry.Pause(name, paused, user.Name(), address?.ToString()),
        known => Describe(known with { Paused = paused }));

    /// <summary>Removes a cluster with its tokens.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it was removed.</exception>
    public async Task<CallOutcome<ConnectionDto>> Remove(string cluster, ClaimsPrincipal? user, IPAddress? address) =>
        user.May(Permission.ManageClusters) && await stepUp.Refuse(user) is { } stale
            ? CallOutcome<ConnectionDto>.Refused(stale)
            : await Run(cluster, user, (registry, name) => registry.Remove(name, user.Name(), address?.ToString()), Describe);

    /// <summary>The registry as it is stored now.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read.</exception>
    public async Task<ClusterRegistry> Registry() =>
        (await LimitedCall.Make(time, () => grains.ClusterRegistry().Get(null), "The added clusters cannot be read."))!;

    /// <summary>Makes a change take effect in this process now. What takes longer than 2 s happens by itself.</summary>
    public Task Refresh() => follower.Refresh().WaitAsync(AccessLog.Limit, time).ContinueWith(
        _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>A connection without its secrets.</summary>
    public ConnectionDto Describe(RegisteredCluster added) =>
        ConnectionDto.Of(added, connections.Open(added).Fault, settings.Clusters.IsConfigured(added.Name));

    private async Task<CallOutcome<ConnectionDto>> Run(
        string cluster, ClaimsPrincipal? user, Func<IClusterRegistryGrain, ClusterName, Task<RegistryRefusal?>> call,
        Func<RegisteredCluster, ConnectionDto> describe)
    {
        if (user.Refusal(Permission.ManageClusters) is { } forbidden) return Forbid<ConnectionDto>(forbidden);
        if (!ClusterName.TryParse(cluster, null, out var name))
            return CallOutcome<ConnectionDto>.Refused(
                ConnectionRefusals.Bad($"'{Domain.Text.OneLine.Of(cluster, 40)}' is not a cluster name."));
        var known = (await Registry()).Find(name);
        var refusal = await LimitedCall.Make(time, () => call(grains.ClusterRegistry(), name), Unsure);
        if (refusal is not null || known is null)
            return CallOutcome<ConnectionDto>.Refused(ConnectionRefusals.Of(refusal ?? new(RegistryProblem.Unknown, name), name));
        await Refresh();
        return CallOutcome<ConnectionDto>.Of(describe(known));
    }

    private static CallOutcome<T> Forbid<T>(string reason)
        where T : class => CallOutcome<T>.Refused(StatusCodes.Status403Forbidden, "forbidden", reason);
}
