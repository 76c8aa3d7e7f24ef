using System.Collections.Immutable;
using Dapper;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Rows;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary><c>notifications</c> in PostgreSQL.</summary>
internal sealed class PostgreSqlNotificationStore(PostgreSqlWriter writer, PostgreSqlReader reader) : INotificationStore
{
    private const int MostPerPage = 500;

    private const string Insert =
        $"INSERT INTO notifications ({NotificationRow.InsertColumns}) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 " +
        "WHERE $4 = 0 OR EXISTS (SELECT 1 FROM notifications WHERE incident_id = $3 AND destination = $2 AND recovery = 0 " +
        "AND state <> 'unrouted') " +
        "ON CONFLICT (id) DO NOTHING";

    private const string Update =
        "UPDATE notifications SET state = $2, attempts = $3, next_attempt_at = $4, last_attempt_at = $5, held_until = $6, " +
        "last_error = $7, reference = $8, progress = $9 WHERE id = $1";

    /// <summary>Adds notifications within a transaction of the writer.</summary>
    public static async Task AppendAsync(PostgreSqlSession session, ImmutableArray<Notification> notifications)
    {
        foreach (var one in notifications)
            await session.ExecuteAsync(Insert, Storable(NotificationRow.NewValues(one))).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<Notification>> ListPendingAsync(
        string destination, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        ListAsync(NotificationRow.Pending, new { destination, limit, now = ColumnText.Microseconds(now) }, cancellation);

    public Task<IReadOnlyList<Notification>> ListSilencedAsync(
        string destination, long after, int limit, CancellationToken cancellation) =>
        ListAsync(NotificationRow.Silenced, new { destination, after, limit }, cancellation);

    public Task<IReadOnlyList<Notification>> ListByIncidentAsync(string destination, string incidentId, CancellationToken cancellation) =>
        ListAsync(NotificationRow.ByIncident, new { destination, incidentId }, cancellation);

    public Task<IReadOnlyList<Notification>> ListShownAsync(
        string destination, DateTimeOffset endedSince, CancellationToken cancellation) =>
        ListAsync(NotificationRow.Shown, new { destination, endedSince = ColumnText.Microseconds(endedSince) }, cancellation);

    public async Task<Notification?> FindAsync(string id, CancellationToken cancellation) =>
        (await ListAsync(NotificationRow.ById, new { id }, cancellation).ConfigureAwait(false)).FirstOrDefault();

    public async Task<NotificationPage> ListAsync(NotificationQuery query, CancellationToken cancellation)
    {
        var limit = Page.Limit(query.Limit, MostPerPage);
        var (sql, values) = NotificationRow.Search(query, limit);
        var command = new CommandDefinition(sql, values, cancellationToken: cancellation);
        var rows = await reader.ReadAsync(connection => connection.QueryAsync<NotificationRow>(command), cancellation)
            .ConfigureAwait(false);
        var (page, next) = Page.Cut(rows.AsList(), limit, row => row.Seq);
        return new([.. page.Select(row => row.ToNotification())], next);
    }

    public Task UpdateAsync(
        IReadOnlyList<Notification> changed, ImmutableArray<Notification> added, CancellationToken cancellation) => writer.ExecuteAsync(
        async session =>
        {
            await AppendAsync(session, added).ConfigureAwait(false);
            foreach (var one in changed)
                await session.ExecuteAsync(Update, Storable(NotificationRow.ChangedValues(one))).ConfigureAwait(false);
            return changed.Count;
        },
        cancellation);

    public async Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) =>
        await writer.DeleteAsync(
            "notifications", "seq", $"state <> 'pending' AND created_at < $1 AND {NotificationRow.OfEndedIncident}", before, cancellation)
        + await writer.DeleteAsync(
            "notifications", "seq", $"{NotificationRow.OutdatedRepetition} AND created_at < $1", DateTimeOffset.MaxValue, cancellation);

    private static object?[] Storable(object?[] values) => [.. values.Select(value => value is string text ? text.Storable() : value)];

    private async Task<IReadOnlyList<Notification>> ListAsync(string sql, object values, CancellationToken cancellation)
    {
        var command = new CommandDefinition(sql, values, cancellationToken: cancellation);
        var rows = await reader.ReadAsync(connection => connection.QueryAsync<NotificationRow>(command), cancellation)
            .ConfigureAwait(false);
        return [.. rows.Select(row => row.ToNotification())];
    }
}
