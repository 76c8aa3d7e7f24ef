using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Hosting.Tests.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Tests.Storage.Silos;

internal sealed class SqliteSiloStorage : ISiloStorage
{
    private readonly TemporaryFolder _folder = new();

    public void Configure(ISiloBuilder silo)
    {
        silo.Services.AddSqliteStorage(_folder.ConnectionString);
        silo.UseSqliteOrleans();
    }

    public void Dispose() => _folder.Dispose();
}

public sealed class SqliteSilo() : SiloFixture(static () => new SqliteSiloStorage());

public sealed class SqliteGrainStateTests(SqliteSilo silo) : GrainStateTests(silo), IClassFixture<SqliteSilo>;

public sealed class SqliteGuestStateStoreTests(SqliteSilo silo) : GuestStateStoreTests(silo), IClassFixture<SqliteSilo>;

public sealed class SqliteReminderTableTests() : ReminderTableTests(new SqliteSiloStorage());

public sealed class SqliteRestartTests() : RestartTests(new SqliteSiloStorage());
