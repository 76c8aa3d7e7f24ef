using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Api.Status;

/// <summary>Routes of the monitor's state.</summary>
internal static class StatusRoutes
{
    public static void MapStatus(this IEndpointRouteBuilder routes)
    {
        var startedAt = routes.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
        routes.MapGet("/status", async (StatusReader reader, CancellationToken cancellation) => await reader.Read(startedAt, cancellation))
            .WithSummary("Version, clusters, autonomy, open incidents, silos");
    }

    public static KillSwitchDto ToDto(KillSwitch killSwitch) => new(
        killSwitch.Active, killSwitch.By, killSwitch.Reason, killSwitch.At, !killSwitch.Unstored,
        killSwitch.Unstored
            ? "The switch is in force, but not stored: the database does not accept it. It is tried again each second; a restart before "
                + "that would lose it." : null);
}
