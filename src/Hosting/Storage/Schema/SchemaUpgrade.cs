using DbUp.Builder;
using DbUp.Engine;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Schema;

/// <summary>Runs the scripts of one kind of database that a database does not have yet, all in one transaction.</summary>
internal static class SchemaUpgrade
{
    /// <summary>Runs them.</summary>
    /// <param name="database">Where.</param>
    /// <param name="owner">The type in whose namespace, below <c>Scripts</c>, the scripts are.</param>
    /// <param name="place">The database in words.</param>
    /// <param name="logger">Where progress goes.</param>
    /// <param name="explain">What an error that is the database's says in words; null for one that is the script's.</param>
    /// <exception cref="StoreUnavailableException">A script failed, or the database was written by a newer version.</exception>
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
        throw explain(result.Error)
            ?? new StoreUnavailableException(
            $"The schema of the database {place} could not be brought up to date: {result.Error.Message}", result.Error);
    }

    // The name, not the resource's full name, goes into the database's journal: moving the folder must not run a script twice.
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
