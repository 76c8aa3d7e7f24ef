using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Incidents;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Views;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Hosting.Storage.Health;

namespace OrleansMonitor.Api.Status;

/// <summary>Collects the state of the monitor. While the database is unavailable, it returns the last known values.</summary>
internal sealed class StatusReader(
    IGrainFactory grains, ClusterViews views, IIncidentStore incidents, IStorageHealth storage, UnstoredEvents unstored,
    IClusterMembershipService membership,
    RepairCommands repairs, CheckedConfiguration configuration, ILogger<StatusReader> log)
{
    private volatile int _openIncidents;
    private volatile int _repairs;

    public async Task<StatusDto> Read(DateTimeOffset startedAt, CancellationToken cancellation)
    {
        string? error = null;
        try
        {
            _openIncidents = await incidents.CountOpenAsync(cancellation);
            _repairs = await repairs.Active();
        }
        catch (Exception problem) when (problem is StoreUnavailableException || !storage.IsHealthy)
        {
            error = problem.Message;
        }

        var autonomy = await grains.Autonomy().GetOrStop(log);
        return new(
            ProductVersion.Text, configuration.Demo, startedAt, (int)autonomy.Level, StatusRoutes.ToDto(autonomy.KillSwitch),
            [.. views.All.Select(ClusterDto.Of)], _repairs, _openIncidents, [.. Silos()],
            new(storage.IsHealthy && error is null, storage.LastError ?? error, unstored.Now?.Timestamp));
    }

    // Read from this silo's own view of the silo cluster, because the table itself may be unavailable.
    private IEnumerable<SiloDto> Silos() => membership.CurrentSnapshot.Members.Values
        .Where(silo => silo.Status is SiloStatus.Joining or SiloStatus.Active or SiloStatus.ShuttingDown)
        .OrderBy(silo => silo.SiloAddress.Endpoint.ToString(), StringComparer.Ordinal)
        .Select(silo => new SiloDto(silo.Name, silo.SiloAddress.Endpoint.ToString(), ApiJson.Word(silo.Status)));
}
