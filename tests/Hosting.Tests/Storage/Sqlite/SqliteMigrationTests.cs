using Microsoft.Data.Sqlite;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Hosting.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Tests.Storage.Sqlite;

public sealed class SqliteMigrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Rows_from_before_the_chain_stay_readable_outside_it_and_are_cleaned_up()
    {
        AnOlderFile();
        using var storage = new SqliteUnderTest(connectionString: _folder.ConnectionString);
        await storage.Audit.SaveAsync(Rows.Action(2), TestContext.Current.CancellationToken);

        var rows = (await storage.Audit.ListAsync(new(), TestContext.Current.CancellationToken)).Items;
        rows.Select(row => (row.Id, row.ChainSequence)).ShouldBe([("action-2", 1), ("old", 0)]);
        var verdict = (await AuditVerifier.VerifyAsync(storage.Audit, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        verdict.Break.ShouldBeNull();
        verdict.Chain.Unchained.ShouldBe(1);
        (await storage.Audit.CleanUpAsync(Rows.Noon.AddYears(-1), TestContext.Current.CancellationToken)).ShouldBe(1);
    }

    [Fact]
    public async Task A_notification_from_before_references_has_none_and_may_get_one()
    {
        var stop = TestContext.Current.CancellationToken;
        var row = new Notification
        {
            Id = "msg_1",
            Destination = "ops",
            Route = "why",
            NextAttemptAt = Rows.Noon,
            Notice = Notice.Of(Rows.Incident(1), "opened", Rows.Noon, "why", null),
        };
        using (var older = new SqliteUnderTest(connectionString: _folder.ConnectionString))
            await older.Incidents.SaveAsync(Rows.Incident(1), null, [row], stop);
        Execute(
            "ALTER TABLE notifications DROP COLUMN reference; " +
            "DELETE FROM SchemaVersions WHERE ScriptName = '008_notification_reference.sql'");

        using var storage = new SqliteUnderTest(connectionString: _folder.ConnectionString);
        var old = (await storage.Notifications.FindAsync(row.Id, stop)).ShouldNotBeNull();
        old.Reference.ShouldBeNull();
        await storage.Notifications.UpdateAsync([old with { Reference = "17" }], stop);

        (await storage.Notifications.FindAsync(row.Id, stop))!.Reference.ShouldBe("17");
    }

    public void Dispose() => _folder.Dispose();

    // A file as it was before the journal: this version's without its last script.
    private void AnOlderFile()
    {
        SqliteSchema.Migrate(
            SqliteFile.Parse(_folder.ConnectionString), new(SqliteFile.Parse(_folder.ConnectionString)),
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Execute(
            """
            DROP INDEX autonomy_actions_chain; DROP INDEX autonomy_actions_unchained; DROP INDEX autonomy_actions_remediation; DROP TABLE audit_chains;
            ALTER TABLE autonomy_actions DROP COLUMN remediation_id; ALTER TABLE autonomy_actions DROP COLUMN upid;
            ALTER TABLE autonomy_actions DROP COLUMN verdicts; ALTER TABLE autonomy_actions DROP COLUMN chain_sequence;
            ALTER TABLE autonomy_actions DROP COLUMN previous_hash; ALTER TABLE autonomy_actions DROP COLUMN hash;
            DELETE FROM SchemaVersions WHERE ScriptName = '004_journal.sql';
            INSERT INTO autonomy_actions (id, timestamp, action, action_args, result, autonomy_level, cluster, attempt_number, escalated, notified, actor)
            VALUES ('old', 1, 'open_incident', '{}', 'success', 2, 'lab', 0, 0, 0, 'monitor');
            """);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"{_folder.ConnectionString};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
