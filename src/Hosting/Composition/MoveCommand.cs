using Microsoft.Extensions.Configuration;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Hosting.Storage.Migration;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>The command <c>--move-data</c>: from a SQLite file to the PostgreSQL database of the configuration.</summary>
public static class MoveCommand
{
    /// <summary>The command's argument; the file follows it.</summary>
    public const string Flag = "--move-data";

    /// <summary>Moves, counts and verifies the audit log's chains; repeats nothing that is done when it is run again.</summary>
    /// <param name="file">The SQLite file. No monitor may run on it meanwhile.</param>
    /// <param name="configuration">Names the PostgreSQL database.</param>
    /// <param name="tell">Hears what is done, in words.</param>
    /// <param name="cancellation">Breaks it off; it can be gone on with later.</param>
    /// <exception cref="ConfigurationException">The configuration names no PostgreSQL database.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be done; the words say why and what to do.</exception>
    public static Task RunAsync(string file, IConfiguration configuration, Action<string> tell, CancellationToken cancellation)
    {
        var target = MonitorConfiguration.Load(configuration).Options.Database;
        return target.IsPostgreSql
            ? DataMigrator.RunAsync(file, target.ConnectionString, tell, cancellation)
            : throw new ConfigurationException([new("Monitor:Database:Provider", $"is '{target.Provider}'; {Flag} moves to PostgreSql.")]);
    }
}
