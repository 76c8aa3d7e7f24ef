using DbUp.Builder;
using DbUp.Engine;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Schema;

/// <summary>Runs the schema scripts that a database lacks, all in one transaction.</summary>
internal static class SchemaUpgrade
{
    /// <summary>Runs the missing scripts.</summary>
    /// <param name="database">The database to upgrade.</param>
    /// <param name="owner">The type whose namespace, below <c>Scripts</c>, holds the scripts.</param>
    /// <param name="place">The database's name for messages.</param>
    /// <param name="logger">Receives progress messages.</param>
    /// <param name="explain">Explains an error of the database; null for an error of a script.</param>
    /// <exception cref="StoreUnavailableException">A script failed, or a newer version wrote the database.</exception>
    public static void Run(
        UpgradeEngineBuilder database, Type owner, string place, ILogger logger, Func<Exception, StoreUnavailableException?> explain)
    {
        var engine = database.WithScripts(Scripts(owner)).WithVariablesDisabled().WithTransaction().LogTo(logger).Build();
        var unknown = engine.GetExecutedButNotDiscoveredScripts();
        if (unknown.Count > 0)
            throw new StoreUnavailableException(
                $"The database {place} was written by a newer version of the monitor (it has {string.Join(", ", unknown)}). " +
                "Run that version, or restore a backup from before the upgrade.");

        var result = engine.PerformUpgrade();
        if (result.Successful) return;
        throw explain(result.Error) ?? new StoreUnavailableException(
            $"The schema of the database {place} could not be brought up to date: {result.Error.Message}", result.Error);
    }

    // The journal stores the short name, not the resource's full name: moving the folder must not run a script twice.
    private static IEnumerable<SqlScript> Scripts(Type owner)
    {
        var prefix = $"{owner.Namespace}.Scripts.";
        foreach (var resource in owner.Assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var stream = owner.Assembly.GetManifestResourceStream(resource)!;
            using var reader = new StreamReader(stream);
            yield return new SqlScript(resource[prefix.Length..], reader.ReadToEnd());
        }
    }
}
