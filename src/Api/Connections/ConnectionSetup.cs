using System.Net;
using System.Security.Claims;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Registry;
using OrleansMonitor.Hosting.Connections;

namespace OrleansMonitor.Api.Connections;

/// <summary>
/// Adds and changes connections, shared by REST and the dashboard. A connection is tested before it is stored, so that a typing error does
/// not become an incident.
/// </summary>
internal sealed class ConnectionSetup(
    IGrainFactory grains, IConnectionTrial trial, ConnectionCommands commands, LiveClusterConnections connections, TokenSeal seal,
    SealReadiness readiness, StepUp stepUp, MonitorSettings settings, TimeProvider time)
{
    private const string Unsure = "It is not known whether the cluster was stored; look at the list.";

    /// <summary>Adds a cluster; it is polled within two seconds.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it was added.</exception>
    public async Task<CallOutcome<ConnectionDto>> Add(
        ConnectionText text, ClaimsPrincipal? user, IPAddress? address, CancellationToken cancellation)
    {
        var (draft, refusal) = await Read(text, user);
        refusal ??= draft!.ReadToken.Secret is null ? ConnectionRefusals.Bad("tokenSecret is missing.") : null;
        refusal ??= draft!.ActToken is { Secret: null } ? ConnectionRefusals.Bad("actTokenSecret is missing.") : null;
        if (refusal is not null) return CallOutcome<ConnectionDto>.Refused(refusal);
        return await Store(draft!, null, user!, (registry, next) => registry.Add(next, address?.ToString()), cancellation);
    }

    /// <summary>
    /// Changes a connection. A secret may be left out if its token is sent to the same addresses and certificates as before; otherwise
    /// whoever may change an address could have a token that they do not know sent to it.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it was changed.</exception>
    public async Task<CallOutcome<ConnectionDto>> Change(
        ConnectionText text, ClaimsPrincipal? user, IPAddress? address, CancellationToken cancellation)
    {
        var (draft, refusal) = await Read(text, user);
        if (refusal is not null) return CallOutcome<ConnectionDto>.Refused(refusal);
        if ((await commands.Registry()).Find(draft!.Name) is not { } known)
            return CallOutcome<ConnectionDto>.Refused(ConnectionRefusals.Of(new(RegistryProblem.Unknown, draft.Name), draft.Name));
        return await Store(
            draft, known, user!, (registry, next) => registry.Change(next, user.Name(), address?.ToString()), cancellation);
    }

    private async Task<(ConnectionDraft? Draft, Refusal? Refusal)> Read(ConnectionText text, ClaimsPrincipal? user)
    {
        if (user.Refusal(Permission.ManageClusters) is { } forbidden)
            return (null, new(StatusCodes.Status403Forbidden, "forbidden", forbidden));
        if (await stepUp.Refuse(user) is { } stale) return (null, stale);
        var (draft, problem) = ConnectionDraft.Read(text);
        if (draft is null) return (null, ConnectionRefusals.Bad(problem!));
        if (settings.Clusters.IsConfigured(draft.Name)) return (null, ConnectionRefusals.Configured(draft.Name));
        if (seal.Problem is { } missing) return (null, ConnectionRefusals.NoKey(missing));
        var taken = settings.Clusters.Configured.Where(name => connections.Find(name) is { } known
            && known.Endpoints.Select(ProxmoxAddress.Normalise).Intersect(draft.Addresses, StringComparer.Ordinal).Any()).ToList();
        return taken.Count > 0 ? (null, ConnectionRefusals.AddressTaken(taken[0])) : (draft, null);
    }

    private async Task<CallOutcome<ConnectionDto>> Store(
        ConnectionDraft draft, RegisteredCluster? known, ClaimsPrincipal user,
        Func<IClusterRegistryGrain, RegisteredCluster, Task<RegistryRefusal?>> call, CancellationToken cancellation)
    {
        if (await readiness.Problem() is { } missingKey) return CallOutcome<ConnectionDto>.Refused(ConnectionRefusals.NoKey(missingKey));
        var next =
            new SealedDraft(draft, known, connections, seal).Complete(user.Name(), time.GetUtcNow(), out var tested, out var missing);
        if (next is null) return CallOutcome<ConnectionDto>.Refused(ConnectionRefusals.Bad(missing!));
        var report = await trial.TryAsync(tested!, user, cancellation);
        if (!report.Works) return CallOutcome<ConnectionDto>.Refused(ConnectionRefusals.NotTested(report.Summary));
        if (!SameProxmox.MayBe(known?.Identity, report.Identity))
            return CallOutcome<ConnectionDto>.Refused(ConnectionRefusals.AnotherProxmox(draft.Name));
        if (await Twin(draft.Name, report.Identity) is { } twin)
            return CallOutcome<ConnectionDto>.Refused(ConnectionRefusals.SameProxmox(twin));
        next = next with { Identity = report.Identity };
        var refusal = await LimitedCall.Make(time, () => call(grains.ClusterRegistry(), next), Unsure);
        if (refusal is not null) return CallOutcome<ConnectionDto>.Refused(ConnectionRefusals.Of(refusal, draft.Name));
        await commands.Refresh();
        return CallOutcome<ConnectionDto>.Of(commands.Describe(next with { Paused = known?.Paused ?? false }));
    }

    private async Task<ClusterName?> Twin(ClusterName name, string? identity)
    {
        if (identity is null) return null;
        var known = await LimitedCall.Make(
            time, () => grains.Twins().Find(identity), "It cannot be read whether another cluster is the same Proxmox. Try again.");
        return known == name ? null : known;
    }
}
