using Dapper;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Hosting.Storage.Rows;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>
/// <c>events</c> in SQLite. The only writer assigns sequences in commit order, so a reader never sees a gap that is filled later.
/// </summary>
internal sealed class SqliteEventStore(SqliteWriter writer, SqliteReader reader) : IEventStore
{
    private const int MaxReadSize = 1000;

    // Not ON CONFLICT, because an ignored row would use up a sequence.
    private const string Insert =
        $"INSERT INTO events ({EventRow.InsertColumns}) SELECT $0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 " +
        "WHERE NOT EXISTS (SELECT 1 FROM events WHERE id = $0) RETURNING sequence";

    public Task<IReadOnlyList<MonitorEvent>> AppendAsync(IReadOnlyList<MonitorEvent> events, CancellationToken cancellation) =>
        events.Count == 0
            ? Task.FromResult(events)
            : writer.ExecuteAsync<IReadOnlyList<MonitorEvent>>(session => [.. events.Select(e => Append(session, e))], cancellation);

    public async Task<IReadOnlyList<MonitorEvent>> ReadAfterAsync(long sequence, int limit, CancellationToken cancellation)
    {
        var values = new { sequence, rows = Page.Limit(limit, MaxReadSize) };
        var found = await reader.ReadAsync(connection => connection.Query<EventRow>(EventRow.PageAfter, values).AsList(), cancellation);
        return found.ConvertAll(row => row.ToEvent());
    }

    public Task<long> LastSequenceAsync(CancellationToken cancellation) =>
        reader.ReadAsync(
            connection => connection.ExecuteScalar<long?>("SELECT seq FROM sqlite_sequence WHERE name = 'events'") ?? 0, cancellation);

    public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) =>
        writer.DeleteAsync("events", "sequence", "timestamp < $0", before, cancellation);

    private static MonitorEvent Append(SqliteSession session, MonitorEvent e)
    {
        var sequence = session.Scalar(
            Insert, e.Id, ColumnText.Microseconds(e.Timestamp), ColumnText.Of(e.Type), ColumnText.Of(e.Severity), e.Source, e.Cluster,
            e.Node, e.Guest, e.Condition?.ToName(), e.IncidentKey, e.IncidentId, e.Title, e.Message, ColumnJson.Write(e.Details));
        sequence ??= session.Scalar("SELECT sequence FROM events WHERE id = $0", e.Id);
        return e with { Sequence = sequence!.Value };
    }
}
