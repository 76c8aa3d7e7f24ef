using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>A monitor without one rule, removed from outside: by settings, or by a decorator around a port or a grain call.</summary>
/// <param name="Name">The rule.</param>
internal sealed record Mutation(string Name)
{
    /// <summary>No rule removed.</summary>
    public static Mutation None { get; } = new("none");

    /// <summary>Changes the settings.</summary>
    public Func<MonitorSettings, MonitorSettings> Settings { get; init; } = whole => whole;

    /// <summary>Decorates services of the silo.</summary>
    public Action<IServiceCollection> Decorate { get; init; } = _ => { };

    /// <summary>Whether the monitor knows only the first endpoint.</summary>
    public bool OneEndpoint { get; init; }

    /// <summary>Whether the monitor's grains lose their state while it is down.</summary>
    public bool Forgets { get; init; }

    /// <summary>Whether the monitor restarts with its old configuration.</summary>
    public bool KeepsSettings { get; init; }

    /// <summary>Changes the database of a stopped monitor.</summary>
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
