using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>A monitor with one rule taken out, from outside: by its settings, or by a decorator around a port or a grain call.</summary>
/// <param name="Name">The rule.</param>
internal sealed record Mutation(string Name)
{
    /// <summary>Every rule in force.</summary>
    public static Mutation None { get; } = new("none");

    /// <summary>Changes the settings.</summary>
    public Func<MonitorSettings, MonitorSettings> Settings { get; init; } = whole => whole;

    /// <summary>Decorates services of the silo.</summary>
    public Action<IServiceCollection> Decorate { get; init; } = _ => { };

    /// <summary>The monitor knows only the first endpoint.</summary>
    public bool OneEndpoint { get; init; }

    /// <summary>The monitor's grains forget everything while it is down.</summary>
    public bool Forgets { get; init; }

    /// <summary>The monitor starts again with the configuration that it had.</summary>
    public bool KeepsSettings { get; init; }

    /// <summary>What the mutation does to the database of a monitor that is down.</summary>
    public async Task WhileDown(string database)
    {
        if (!Forgets) return;
        await using var connection = new SqliteConnection($"Data Source={database}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM OrleansStorage";
        await command.ExecuteNonQueryAsync();
    }
}
