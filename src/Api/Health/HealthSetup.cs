using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Hosting.Composition;

namespace OrleansMonitor.Api.Health;

/// <summary>Liveness, readiness and metrics.</summary>
internal static class HealthSetup
{
    // Sets of tags that an instrument of the runtime may have; it has a handful. Space is taken for all at once, 72 bytes each, by default
    // for 2,000.
    private const int FewSets = 64;

    public static IServiceCollection AddApiHealth(this IServiceCollection services, HeartbeatSettings heartbeat)
    {
        services.AddHealthChecks().AddCheck<StorageCheck>("storage").AddCheck<SiloCheck>("silo").AddCheck<PollCheck>("polls")
            .AddCheck<DeliveryCheck>("notifications", tags: [DeliveryCheck.Tag]);
        services.AddSingleton<ApiMetrics>().AddHostedService<OpenIncidentCount>();
        if (heartbeat.Url is not null)
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<Heartbeat>(provider, heartbeat));
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter([.. MonitorMeters.All, ApiMetrics.MeterName])
            .AddAspNetCoreInstrumentation()
            .AddRuntimeInstrumentation()
            .AddView(instrument => instrument.Meter.Name == "System.Runtime"
                ? new MetricStreamConfiguration { CardinalityLimit = FewSets } : null)
            .AddPrometheusExporter());
        return services;
    }

    public static void MapApiHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks(
            "/health/ready",
            new HealthCheckOptions { Predicate = check => !check.Tags.Contains(DeliveryCheck.Tag), ResponseWriter = Write });
        app.MapPrometheusScrapingEndpoint("/metrics");
    }

    private static Task Write(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        Status = ApiJson.Word(report.Status),
        Checks = report.Entries
            .Select(entry => new { Name = entry.Key, Status = ApiJson.Word(entry.Value.Status), entry.Value.Description }),
    });
}
