using Microsoft.Extensions.Configuration;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Hosting.Storage.Migration;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>The command <c>--move-data</c>: copies a SQLite file into the configured PostgreSQL database.</summary>
public static class MoveDataCommand
{
    /// <summary>The command's argument; the file name follows it.</summary>
    public const string Flag = "--move-data";

    /// <summary>
    /// Copies the rows, compares their numbers and verifies the audit log's hash chains. A second run continues where the first one
    /// stopped.
    /// </summary>
    /// <param name="file">The SQLite file. No monitor may use it meanwhile.</param>
    /// <param name="configuration">Names the PostgreSQL database.</param>
    /// <param name="report">Receives progress messages.</param>
    /// <param name="cancellation">Stops the copy; a later run continues it.</param>
    /// <exception cref="ConfigurationException">The configuration names no PostgreSQL database.</exception>
    /// <exception cref="StoreUnavailableException">The copy is not possible; the message gives the reason and the remedy.</exception>
    public static Task RunAsync(string file, IConfiguration configuration, Action<string> report, CancellationToken cancellation)
    {
        var target = MonitorConfiguration.Load(configuration, runsSilo: false).Options.Database;
        return target.IsPostgreSql
            ? DataMigrator.RunAsync(file, target.ConnectionString, report, cancellation)
            : throw new ConfigurationException([new("Monitor:Database:Provider", $"is '{target.Provider}'; {Flag} moves to PostgreSql.")]);
    }
}
