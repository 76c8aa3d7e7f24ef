using System.Collections.Immutable;
using Dapper;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Rows;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary><c>incidents</c> in SQLite. An updated row keeps its position in lists.</summary>
internal sealed class SqliteIncidentStore(SqliteWriter writer, SqliteReader reader) : IIncidentStore
{
    private const int MostPerPage = 500;

    private const string Upsert =
        $"INSERT INTO incidents ({IncidentRow.InsertColumns}) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, " +
        $"$15, $16) {IncidentRow.UpdateOnConflict}";

    public Task SaveAsync(Incident incident, CancellationToken cancellation) =>
        writer.ExecuteAsync(session => session.Execute(Upsert, IncidentRow.Values(incident)), cancellation);

    public Task SaveAsync(Incident incident, AutonomyAction step, CancellationToken cancellation) =>
        SaveAsync(incident, step, [], cancellation);

    public Task SaveAsync(
        Incident incident, AutonomyAction? step, ImmutableArray<Notification> notifications, CancellationToken cancellation) =>
        writer.ExecuteAsync(
            session =>
            {
                session.Execute(Upsert, IncidentRow.Values(incident));
                SqliteNotificationStore.Append(session, notifications);
                return step is not null && SqliteAuditStore.Append(session, step);
            },
            cancellation);

    public Task<Incident?> FindAsync(string id, CancellationToken cancellation) =>
        FindOneAsync(IncidentRow.ById, new { id }, cancellation);

    public Task<Incident?> FindLatestAsync(string key, CancellationToken cancellation) =>
        FindOneAsync(IncidentRow.LatestByKey, new { key }, cancellation);

    public async Task<IncidentPage> ListAsync(IncidentQuery query, CancellationToken cancellation)
    {
        var limit = Page.Limit(query.Limit, MostPerPage);
        var (sql, values) = IncidentRow.Search(query, limit);

        var rows = await reader.ReadAsync(connection => connection.Query<IncidentRow>(sql, values).AsList(), cancellation);
        var (page, next) = Page.Cut(rows, limit, row => row.Seq);
        return new IncidentPage([.. page.Select(row => row.ToIncident())], next);
    }

    public Task<int> CountOpenAsync(CancellationToken cancellation) =>
        reader.ReadAsync(connection => connection.ExecuteScalar<int>(IncidentRow.CountOpen), cancellation);

    public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) =>
        writer.DeleteAsync("incidents", "seq", "state = 'resolved' AND resolved_at < $0", before, cancellation);

    private Task<Incident?> FindOneAsync(string sql, object values, CancellationToken cancellation) =>
        reader.ReadAsync(connection => connection.QueryFirstOrDefault<IncidentRow>(sql, values)?.ToIncident(), cancellation);
}
