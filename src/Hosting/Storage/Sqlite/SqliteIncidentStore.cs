using System.Text.Json;
using Dapper;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

internal sealed class SqliteIncidentStore(SqliteWriter writer, SqliteReader reader) : IIncidentStore
{
    public Task SaveAsync(Incident incident, CancellationToken cancellation)
    {
        var row = new
        {
            incident.Id,
            incident.Key,
            Cluster = incident.Entity.Cluster.ToString(),
            Open = incident.IsOpen,
            OpenedAt = incident.OpenedAt.ToUnixTimeMilliseconds(),
            ResolvedAt = incident.ResolvedAt?.ToUnixTimeMilliseconds(),
            Body = JsonSerializer.Serialize(IncidentRow.Of(incident), StoredJson.Options),
        };
        return writer.Write(
            connection => connection.Execute(
                """
                INSERT INTO incidents (id, key, cluster, open, opened_at, resolved_at, body) VALUES (@Id, @Key, @Cluster, @Open, @OpenedAt, @ResolvedAt, @Body)
                ON CONFLICT (id) DO UPDATE SET open = excluded.open, resolved_at = excluded.resolved_at, body = excluded.body
                """,
                row),
            cancellation);
    }

    public Task<Incident?> FindAsync(string id, CancellationToken cancellation) =>
        One("SELECT body FROM incidents WHERE id = @value", id, cancellation);

    public Task<Incident?> FindLatestAsync(string key, CancellationToken cancellation) =>
        One("SELECT body FROM incidents WHERE key = @value ORDER BY seq DESC LIMIT 1", key, cancellation);

    public async Task<IncidentPage> ListAsync(IncidentQuery query, CancellationToken cancellation)
    {
        var limit = Math.Clamp(query.Limit, 1, 500);
        var rows = await reader.Read(
            connection => connection.Query<(long Seq, string Body)>(
                $"""
                SELECT seq, body FROM incidents
                WHERE {(query.OpenOnly ? "open = 1 AND" : "")} (@Before IS NULL OR seq < @Before) AND (@Cluster IS NULL OR cluster = @Cluster)
                ORDER BY seq DESC LIMIT @Take
                """,
                new { query.Before, query.Cluster, Take = limit + 1 }).AsList(),
            cancellation);
        var page = rows.Take(limit).ToList();
        return new([.. page.Select(row => Read(row.Body))], rows.Count > limit ? page[^1].Seq : null);
    }

    public Task<int> CountOpenAsync(CancellationToken cancellation) => reader.Read(
        connection => connection.ExecuteScalar<int>("SELECT count(*) FROM incidents WHERE open = 1"), cancellation);

    public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) => writer.Write(
        connection => connection.Execute("DELETE FROM incidents WHERE open = 0 AND resolved_at < @before", new { before = before.ToUnixTimeMilliseconds() }), cancellation);

    private Task<Incident?> One(string sql, string value, CancellationToken cancellation) => reader.Read(
        connection => connection.QuerySingleOrDefault<string>(sql, new { value }) is { } body ? Read(body) : null, cancellation);

    private static Incident Read(string body) => JsonSerializer.Deserialize<IncidentRow>(body, StoredJson.Options)!.ToIncident();
}
