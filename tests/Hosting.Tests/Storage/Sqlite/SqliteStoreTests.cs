namespace OrleansMonitor.Hosting.Tests.Storage.Sqlite;

public sealed class SqliteAuditStoreTests() : AuditStoreTests(new SqliteUnderTest());

public sealed class SqliteAuditChainTests() : AuditChainTests(new SqliteUnderTest());

public sealed class SqliteEventStoreTests() : EventStoreTests(new SqliteUnderTest());

public sealed class SqliteIncidentStoreTests() : IncidentStoreTests(new SqliteUnderTest());

public sealed class SqliteNotificationStoreTests() : NotificationStoreTests(new SqliteUnderTest());

public sealed class SqliteHistoryStoreTests() : HistoryStoreTests(new SqliteUnderTest());

public sealed class SqliteSessionKeysTests() : SessionKeysTests(new SqliteUnderTest());
