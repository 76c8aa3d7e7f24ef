using System.Net;
using Npgsql;
using OrleansMonitor.Hosting.Storage.PostgreSql;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Finds settings that are allowed but give up protection, so that each start says so.</summary>
internal static class ConfigurationWarnings
{
    /// <summary>The warnings, each with the setting's key and the remedy; empty if there is nothing to say.</summary>
    public static IReadOnlyList<string> Of(CheckedConfiguration configuration)
    {
        var options = configuration.Options;
        var warnings = new List<string>();
        for (var i = 0; i < options.Clusters.Count; i++)
        {
            if (options.Clusters[i].Tls.AllowUntrusted)
            {
                warnings.Add(
                    $"Monitor:Clusters:{i}:Tls:AllowUntrusted accepts any certificate for {options.Clusters[i].Name}: whoever is in "
                        + $"between can read its tokens and act with them. Set Tls:Fingerprint or Tls:CaFile instead.");
            }
        }

        if (!options.Database.IsPostgreSql) return warnings;
        if (options.Silo.AllowPlaintext && configuration.Silo.Tls is null)
        {
            warnings.Add(
                $"Monitor:Silo:AllowPlaintext lets silos talk without TLS: every process that reaches {configuration.Silo.Address}:"
                    + $"{options.Silo.SiloPort} controls the monitor. Set Silo:Tls instead.");
        }

        var database = PostgreSqlDatabase.Parse(options.Database.ConnectionString);
        if (database.SslMode is SslMode.Disable or SslMode.Allow or SslMode.Prefer && !IsThisMachine(database.Host!))
        {
            warnings.Add(
                $"Monitor:Database:ConnectionString lets the connection to {database.Host} be without TLS (SSL Mode={database.SslMode}): "
                    + "the password and all data can be read on the way. Add 'SSL Mode=VerifyFull'.");
        }

        return warnings;
    }

    // A path is the folder of a Unix socket.
    private static bool IsThisMachine(string host) =>
        host.StartsWith('/') || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
