using Dapper;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Hosting.Storage.Rows;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary>
/// <c>events</c> in PostgreSQL. Sequences are assigned under the lock of all writers, which is released after the commit: a reader never
/// sees a gap that is filled later, whichever silo an event comes from.
/// </summary>
internal sealed class PostgreSqlEventStore(PostgreSqlWriter writer, PostgreSqlReader reader) : IEventStore
{
    private const int MaxReadSize = 1000;

    private const string Insert =
        $"""
        WITH given AS (
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::integer[],
                                 $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[]) WITH ORDINALITY
            AS e({EventRow.InsertColumns}, place)),
        fresh AS (
            SELECT DISTINCT ON (id) * FROM given WHERE NOT EXISTS (SELECT 1 FROM events WHERE events.id = given.id) ORDER BY id, place)
        INSERT INTO events (sequence, {EventRow.InsertColumns})
        SELECT (SELECT last FROM event_sequence) + row_number() OVER (ORDER BY place), {EventRow.InsertColumns}
        FROM fresh
        """;

    public Task<IReadOnlyList<MonitorEvent>> AppendAsync(IReadOnlyList<MonitorEvent> events, CancellationToken cancellation) =>
        events.Count == 0 ? Task.FromResult(events) : writer.ExecuteAsync(session => AppendAsync(session, events), cancellation);

    public async Task<IReadOnlyList<MonitorEvent>> ReadAfterAsync(long sequence, int limit, CancellationToken cancellation)
    {
        var values = new { sequence, rows = Page.Limit(limit, MaxReadSize) };
        var query = new CommandDefinition(EventRow.PageAfter, values, cancellationToken: cancellation);
        var found = await reader.ReadAsync(connection => connection.QueryAsync<EventRow>(query), cancellation).ConfigureAwait(false);
        return [.. found.Select(row => row.ToEvent())];
    }

    public Task<long> LastSequenceAsync(CancellationToken cancellation) =>
        reader.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>(
                new CommandDefinition("SELECT last FROM event_sequence", cancellationToken: cancellation)), cancellation);

    public Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) =>
        writer.DeleteAsync("events", "sequence", "timestamp < $1", before, cancellation);

    private static async Task<IReadOnlyList<MonitorEvent>> AppendAsync(PostgreSqlSession session, IReadOnlyList<MonitorEvent> events)
    {
        var stored = await session.ExecuteAsync(
            Insert, Column(events, e => e.Id.Storable()), Column(events, e => ColumnText.Microseconds(e.Timestamp)),
            Column(events, e => ColumnText.Of(e.Type)), Column(events, e => ColumnText.Of(e.Severity)),
            Column(events, e => e.Source.Storable()), Column(events, e => e.Cluster.Storable()), Column(events, e => e.Node.Storable()),
            Column(events, e => e.Guest), Column(events, e => e.Condition?.ToName()), Column(events, e => e.IncidentKey.Storable()),
            Column(events, e => e.IncidentId.Storable()), Column(events, e => e.Title.Storable()),
            Column(events, e => e.Message.Storable()), Column(events, e => ColumnJson.Write(e.Details))).ConfigureAwait(false);
        if (stored > 0) await session.ExecuteAsync("UPDATE event_sequence SET last = last + $1", (long)stored).ConfigureAwait(false);
        var sequences = await SequencesAsync(session, Column(events, e => e.Id.Storable())).ConfigureAwait(false);
        return [.. events.Select(e => e with { Sequence = sequences[e.Id.Storable()] })];
    }

    private static async Task<Dictionary<string, long>> SequencesAsync(PostgreSqlSession session, string[] ids)
    {
        await using var command = session.Command("SELECT id, sequence FROM events WHERE id = ANY($1)", [ids]);
        await using var rows = await command.ExecuteReaderAsync().ConfigureAwait(false);
        var sequences = new Dictionary<string, long>(ids.Length, StringComparer.Ordinal);
        while (await rows.ReadAsync().ConfigureAwait(false)) sequences[rows.GetString(0)] = rows.GetInt64(1);
        return sequences;
    }

    private static T[] Column<T>(IReadOnlyList<MonitorEvent> events, Func<MonitorEvent, T> value) => [.. events.Select(value)];
}
