using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>Ready while the database stores. Once it has not, each check tries again, so that a quiet monitor notices the recovery too.</summary>
internal sealed class SqliteHealthCheck(SqliteWriter writer) : IHealthCheck
{
    // More than a page, so that a full file has to grow.
    private const int ProbeBytes = 16 * 1024;

    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (writer.IsHealthy) return HealthCheckResult.Healthy();
        try
        {
            await writer.ExecuteAsync(Probe, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (StoreUnavailableException exception)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
        catch (OperationCanceledException) when (writer.LastError is { } error)
        {
            return HealthCheckResult.Unhealthy(error);
        }
    }

    private static int Probe(SqliteSession session)
    {
        session.Execute("INSERT INTO storage_probe VALUES (zeroblob($0))", ProbeBytes);
        return session.Execute("DELETE FROM storage_probe");
    }
}
