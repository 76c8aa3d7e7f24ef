using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansMonitor.Hosting.Storage.Health;

namespace OrleansMonitor.Api.Health;

/// <summary>Checks that the database accepts writes.</summary>
internal sealed class StorageCheck(IStorageHealth storage) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(storage.IsHealthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(storage.LastError));
}
