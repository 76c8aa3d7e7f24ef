using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Hosting.Tests.Storage.PostgreSql;

public sealed class PostgreSqlAuditStoreTests(PostgreSqlServer server) : AuditStoreTests(new PostgreSqlUnderTest(server));

public sealed class PostgreSqlAuditChainTests(PostgreSqlServer server) : AuditChainTests(new PostgreSqlUnderTest(server));

public sealed class PostgreSqlEventStoreTests(PostgreSqlServer server) : EventStoreTests(new PostgreSqlUnderTest(server));

public sealed class PostgreSqlIncidentStoreTests(PostgreSqlServer server) : IncidentStoreTests(new PostgreSqlUnderTest(server));

public sealed class PostgreSqlNotificationStoreTests(PostgreSqlServer server)
    : NotificationStoreTests(new PostgreSqlUnderTest(server));

public sealed class PostgreSqlHistoryStoreTests(PostgreSqlServer server) : HistoryStoreTests(new PostgreSqlUnderTest(server));

public sealed class PostgreSqlSessionKeysTests(PostgreSqlServer server) : SessionKeysTests(new PostgreSqlUnderTest(server));
