using Dapper;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Hosting.Storage.Rows;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary><c>incidents</c> in SQLite. An updated row keeps its position in lists.</summary>
internal sealed class SqliteIncidentStore(SqliteWriter writer, SqliteReader reader) : IIncidentStore
{
    private const int MostPerPage = 500;

    private const string Upsert =
        "INSERT INTO incidents (id, key, condition, severity, state, cluster, entity_kind, entity_node, entity_name, node, opened_at, "
            + "resolved_at, " +
        "title, cause, timeline, parent_id, notice) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON "
            + "CONFLICT (id) DO UPDATE SET " +
        "key = excluded.key, condition = excluded.condition, severity = excluded.severity, state = excluded.state, cluster = "
            + "excluded.cluster, " +
        "entity_kind = excluded.entity_kind, entity_node = excluded.entity_node, entity_name = excluded.entity_name, node = "
            + "excluded.node, " +
        "opened_at = excluded.opened_at, resolved_at = excluded.resolved_at, title = excluded.title, cause = excluded.cause, timeline = "
            + "excluded.timeline, " +
        "parent_id = excluded.parent_id, notice = excluded.notice";

    /// <inheritdoc />
    public Task SaveAsync(Incident incident, CancellationToken cancellation) =>
        writer.ExecuteAsync(
            session => session.Execute(
                Upsert, incident.Id, incident.Key, incident.Condition.ToName(), ColumnText.Of(incident.Severity),
                ColumnText.Of(incident.State), incident.Entity.ClusterText ?? "", ColumnText.Of(incident.Entity.Kind),
                incident.Entity.Node, incident.Entity.Name, incident.Node, ColumnText.Microseconds(incident.OpenedAt),
                incident.ResolvedAt is { } at ? ColumnText.Microseconds(at) : null, incident.Title, incident.Cause,
                ColumnJson.Write(incident.Timeline), incident.ParentId, ColumnJson.Write(NoticeColumn.Of(incident))),
            cancellation);

    /// <inheritdoc />
    public Task<Incident?> FindAsync(string id, CancellationToken cancellation) =>
        FindOneAsync($"SELECT {IncidentRow.Columns} FROM incidents WHERE id = @id", new { id }, cancellation);

    /// <inheritdoc />
    public Task<Incident?> FindLatestAsync(string key, CancellationToken cancellation) =>
        FindOneAsync($"SELECT {IncidentRow.Columns} FROM incidents WHERE key = @key ORDER BY seq DESC LIMIT 1", new { key }, cancellation);

    /// <inheritdoc />
    public async Task<IncidentPage> ListAsync(IncidentQuery query, CancellationToken cancellation)
    {
        var limit = Page.Limit(query.Limit, MostPerPage);
        var filters = new List<string>();

        // Word for word the condition of the partial index, or SQLite does not use it.
        if (query.OpenOnly) filters.Add("state <> 'resolved'");
        if (query.Cluster is not null) filters.Add("cluster = @Cluster");
        if (query.Parent is not null) filters.Add("parent_id = @Parent");
        if (query.Before is not null) filters.Add("seq < @Before");
        var where = filters.Count == 0 ? "" : $"WHERE {string.Join(" AND ", filters)}";
        var sql = $"SELECT {IncidentRow.Columns} FROM incidents {where} ORDER BY seq DESC LIMIT @Rows";
        var values = new { query.Cluster, query.Parent, query.Before, Rows = limit + 1 };

        var rows = await reader.ReadAsync(connection => connection.Query<IncidentRow>(sql, values).AsList(), cancellation);
        var (page, next) = Page.Cut(rows, limit, row => row.Seq);
        return new IncidentPage([.. page.Select(row => row.ToIncident())], next);
    }

    /// <inheritdoc />
    public Task<int> CountOpenAsync(CancellationToken cancellation) =>
        reader.ReadAsync(
            connection => connection.ExecuteScalar<int>("SELECT count(*) FROM incidents WHERE state <> 'resolved'"), cancellation);

    /// <inheritdoc />
    public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) =>
        writer.DeleteAsync("incidents", "seq", "state = 'resolved' AND resolved_at < $0", before, cancellation);

    private Task<Incident?> FindOneAsync(string sql, object values, CancellationToken cancellation) =>
        reader.ReadAsync(connection => connection.QueryFirstOrDefault<IncidentRow>(sql, values)?.ToIncident(), cancellation);
}
