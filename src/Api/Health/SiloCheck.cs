using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansMonitor.Grains.Autonomy;

namespace OrleansMonitor.Api.Health;

/// <summary>Checks that grains answer.</summary>
internal sealed class SiloCheck(IGrainFactory grains) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await grains.Autonomy().Get().WaitAsync(Timeout, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return HealthCheckResult.Unhealthy($"The silo does not answer: {problem.Message}");
        }
    }
}
