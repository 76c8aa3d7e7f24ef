using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Incidents;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Live;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Keys;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Hosting.Storage;

namespace OrleansMonitor.Api.Status;

/// <summary>How the monitor is.</summary>
internal static class StatusRoutes
{
    public static void MapStatus(this IEndpointRouteBuilder routes)
    {
        var startedAt = routes.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
        routes.MapGet("/status", async (
                IGrainFactory grains, ClusterViews views, IIncidentStore incidents, IStorageHealth storage, CheckedConfiguration configuration,
                RepairCommands repairs, ILogger<StatusDto> log, CancellationToken cancellation) =>
            {
                var autonomy = await grains.Autonomy().GetOrStop(log);
                var silos = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
                return new StatusDto(
                    CommandLine.ProductVersion, configuration.Options.Demo, startedAt, (int)autonomy.Level, ToDto(autonomy.KillSwitch),
                    [.. views.All.Select(ClusterDto.Of)], await repairs.Active(), await incidents.CountOpenAsync(cancellation),
                    [.. silos.Select(silo => new SiloDto(silo.Key.Endpoint.ToString(), ApiJson.Word(silo.Value)))],
                    new(storage.IsHealthy, storage.LastError));
            })
            .WithSummary("Version, clusters, autonomy, open incidents, silos");
    }

    public static KillSwitchDto ToDto(KillSwitch killSwitch) => new(killSwitch.Active, killSwitch.By, killSwitch.Reason, killSwitch.At);
}
