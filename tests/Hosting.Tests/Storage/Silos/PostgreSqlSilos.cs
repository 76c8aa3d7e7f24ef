using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Hosting.Storage.PostgreSql;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Hosting.Tests.Storage.Silos;

internal sealed class PostgreSqlSiloStorage(PostgreSqlServer server) : ISiloStorage
{
    private readonly string _connectionString = server.CreateDatabase(empty => new PostgreSqlDatabase($"{empty};Pooling=false").Dispose());

    public void Configure(ISiloBuilder silo)
    {
        silo.Services.AddPostgreSqlStorage(_connectionString);
        silo.UsePostgreSqlOrleans();
    }

    public void Dispose()
    {
        // The server goes with the tests.
    }
}

public sealed class PostgreSqlSilo(PostgreSqlServer server)
    : SiloFixture(() => PostgreSqlServer.IsInstalled ? new PostgreSqlSiloStorage(server) : null);

public sealed class PostgreSqlGrainStateTests(PostgreSqlSilo silo) : GrainStateTests(silo), IClassFixture<PostgreSqlSilo>;

public sealed class PostgreSqlGuestStateStoreTests(PostgreSqlSilo silo) : GuestStateStoreTests(silo), IClassFixture<PostgreSqlSilo>;

public sealed class PostgreSqlReminderTableTests(PostgreSqlServer server) : ReminderTableTests(new PostgreSqlSiloStorage(server));

public sealed class PostgreSqlRestartTests(PostgreSqlServer server) : RestartTests(new PostgreSqlSiloStorage(server));
