using System.Text.Json;
using Dapper;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

internal sealed class SqliteEventStore(SqliteWriter writer, SqliteReader reader) : IEventStore
{
    public async Task<IReadOnlyList<MonitorEvent>> AppendAsync(IReadOnlyList<MonitorEvent> events, CancellationToken cancellation)
    {
        var rows = events.Select(e => new { e.Id, Timestamp = e.Timestamp.ToUnixTimeMilliseconds(), Body = JsonSerializer.Serialize(e with { Sequence = 0 }, StoredJson.Options) }).ToList();
        var sequences = await writer.Write(
            connection => rows.ConvertAll(row => connection.QuerySingleOrDefault<long?>(
                    "INSERT INTO events (id, timestamp, body) VALUES (@Id, @Timestamp, @Body) ON CONFLICT (id) DO NOTHING RETURNING sequence", row)
                ?? connection.QuerySingle<long>("SELECT sequence FROM events WHERE id = @Id", row)),
            cancellation);
        return [.. events.Select((e, i) => e with { Sequence = sequences[i] })];
    }

    public Task<IReadOnlyList<MonitorEvent>> ReadAfterAsync(long sequence, int limit, CancellationToken cancellation) => reader.Read<IReadOnlyList<MonitorEvent>>(
        connection => [.. connection
            .Query<(long Sequence, string Body)>(
                "SELECT sequence, body FROM events WHERE sequence > @sequence ORDER BY sequence LIMIT @limit", new { sequence, limit = Math.Clamp(limit, 1, 1000) })
            .Select(row => JsonSerializer.Deserialize<MonitorEvent>(row.Body, StoredJson.Options)! with { Sequence = row.Sequence })],
        cancellation);

    // SQLite remembers the greatest sequence even when every row is deleted.
    public Task<long> LastSequenceAsync(CancellationToken cancellation) => reader.Read(
        connection => connection.ExecuteScalar<long>("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0)"), cancellation);

    public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) => writer.Write(
        connection => connection.Execute("DELETE FROM events WHERE timestamp < @before", new { before = before.ToUnixTimeMilliseconds() }), cancellation);
}
