using System.Collections.Immutable;
using Dapper;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Rows;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary><c>incidents</c> in PostgreSQL. An updated row keeps its position in lists.</summary>
internal sealed class PostgreSqlIncidentStore(PostgreSqlWriter writer, PostgreSqlReader reader) : IIncidentStore
{
    private const int MostPerPage = 500;

    private const string Upsert =
        $"INSERT INTO incidents ({IncidentRow.InsertColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, " +
        $"$16, $17) {IncidentRow.UpdateOnConflict}";

    public Task SaveAsync(Incident incident, CancellationToken cancellation) =>
        writer.ExecuteAsync(session => SaveAsync(session, incident), cancellation);

    public Task SaveAsync(Incident incident, AutonomyAction step, CancellationToken cancellation) =>
        SaveAsync(incident, step, [], cancellation);

    public Task SaveAsync(
        Incident incident, AutonomyAction? step, ImmutableArray<Notification> notifications, CancellationToken cancellation) =>
        writer.ExecuteAsync(
            async session =>
            {
                await SaveAsync(session, incident).ConfigureAwait(false);
                await PostgreSqlNotificationStore.AppendAsync(session, notifications).ConfigureAwait(false);
                return step is not null && await session.AppendAsync(step).ConfigureAwait(false);
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
        var command = new CommandDefinition(sql, values, cancellationToken: cancellation);

        var rows = await reader.ReadAsync(connection => connection.QueryAsync<IncidentRow>(command), cancellation).ConfigureAwait(false);
        var (page, next) = Page.Cut(rows.AsList(), limit, row => row.Seq);
        return new IncidentPage([.. page.Select(row => row.ToIncident())], next);
    }

    public Task<int> CountOpenAsync(CancellationToken cancellation) =>
        reader.ReadAsync(
            connection => connection.ExecuteScalarAsync<int>(
                new CommandDefinition(IncidentRow.CountOpen, cancellationToken: cancellation)),
            cancellation);

    public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) =>
        writer.DeleteAsync("incidents", "seq", "state = 'resolved' AND resolved_at < $1", before, cancellation);

    private static Task<int> SaveAsync(PostgreSqlSession session, Incident incident) => session.ExecuteAsync(
        Upsert, [.. IncidentRow.Values(incident).Select(value => value is string text ? text.Storable() : value)]);

    private async Task<Incident?> FindOneAsync(string sql, object values, CancellationToken cancellation)
    {
        var command = new CommandDefinition(sql, values, cancellationToken: cancellation);
        var row = await reader.ReadAsync(connection => connection.QueryFirstOrDefaultAsync<IncidentRow>(command), cancellation)
            .ConfigureAwait(false);
        return row?.ToIncident();
    }
}
