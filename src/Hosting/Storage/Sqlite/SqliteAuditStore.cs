using Dapper;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

internal sealed class SqliteAuditStore(SqliteWriter writer, SqliteReader reader) : IAuditStore
{
    public Task SaveAsync(AutonomyAction action, CancellationToken cancellation)
    {
        var row = ActionRow.Of(action);
        return writer.Write(
            connection => connection.Execute(
                """
                INSERT INTO autonomy_actions (id, timestamp, incident_key, incident_id, runbook_id, condition, action, action_args, result, result_details,
                  verification_result, autonomy_level, cluster, node, attempt_number, escalated, notified, actor)
                VALUES (@Id, @Timestamp, @IncidentKey, @IncidentId, @RunbookId, @Condition, @Action, @ActionArgs, @Result, @ResultDetails,
                  @VerificationResult, @AutonomyLevel, @Cluster, @Node, @AttemptNumber, @Escalated, @Notified, @Actor)
                ON CONFLICT (id) DO NOTHING
                """,
                row),
            cancellation);
    }

    public async Task<ActionPage> ListAsync(ActionQuery query, CancellationToken cancellation)
    {
        var limit = Math.Clamp(query.Limit, 1, 500);
        var rows = await reader.Read(
            connection => connection.Query<ActionRow>(
                $"""
                {Columns} WHERE (@Before IS NULL OR seq < @Before) AND (@IncidentId IS NULL OR incident_id = @IncidentId)
                  AND (@Cluster IS NULL OR cluster = @Cluster) AND (@Result IS NULL OR result = @Result)
                ORDER BY seq DESC LIMIT @Take
                """,
                new { query.Before, query.IncidentId, query.Cluster, Result = query.Result is { } result ? ActionRow.Word(result) : null, Take = limit + 1 }).AsList(),
            cancellation);
        var page = rows.Take(limit).ToList();
        return new([.. page.Select(row => row.ToAction())], rows.Count > limit ? page[^1].Seq : null);
    }

    public Task<IReadOnlyList<AutonomyAction>> ListByIncidentAsync(string incidentKey, CancellationToken cancellation) => reader.Read<IReadOnlyList<AutonomyAction>>(
        connection => [.. connection.Query<ActionRow>($"{Columns} WHERE incident_key = @incidentKey ORDER BY seq", new { incidentKey }).Select(row => row.ToAction())], cancellation);

    public Task<int> CountAttemptsSinceAsync(string incidentKey, DateTimeOffset since, CancellationToken cancellation) => reader.Read(
        connection => connection.ExecuteScalar<int>(
            "SELECT count(*) FROM autonomy_actions WHERE incident_key = @incidentKey AND attempt_number > 0 AND timestamp >= @since",
            new { incidentKey, since = since.ToUnixTimeMilliseconds() }),
        cancellation);

    public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) => writer.Write(
        connection => connection.Execute("DELETE FROM autonomy_actions WHERE timestamp < @before", new { before = before.ToUnixTimeMilliseconds() }), cancellation);

    private const string Columns =
        """
        SELECT seq AS Seq, id AS Id, timestamp AS Timestamp, incident_key AS IncidentKey, incident_id AS IncidentId, runbook_id AS RunbookId, condition AS Condition,
          action AS Action, action_args AS ActionArgs, result AS Result, result_details AS ResultDetails, verification_result AS VerificationResult,
          autonomy_level AS AutonomyLevel, cluster AS Cluster, node AS Node, attempt_number AS AttemptNumber, escalated AS Escalated, notified AS Notified, actor AS Actor
        FROM autonomy_actions
        """;
}
