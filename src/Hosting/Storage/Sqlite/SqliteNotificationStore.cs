using System.Collections.Immutable;
using Dapper;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Rows;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary><c>notifications</c> in SQLite.</summary>
internal sealed class SqliteNotificationStore(SqliteWriter writer, SqliteReader reader) : INotificationStore
{
    private const int MostPerPage = 500;

    private const string Insert =
        $"INSERT INTO notifications ({NotificationRow.InsertColumns}) SELECT $0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 " +
        "WHERE $3 = 0 OR EXISTS (SELECT 1 FROM notifications WHERE incident_id = $2 AND destination = $1 AND recovery = 0 " +
        "AND state <> 'unrouted') " +
        "ON CONFLICT (id) DO NOTHING";

    private const string Update =
        "UPDATE notifications SET state = $1, attempts = $2, next_attempt_at = $3, last_attempt_at = $4, held_until = $5, " +
        "last_error = $6, reference = $7, progress = $8 WHERE id = $0";

    /// <summary>Adds notifications within a transaction of the writer.</summary>
    public static void Append(SqliteSession session, ImmutableArray<Notification> notifications)
    {
        foreach (var one in notifications) session.Execute(Insert, NotificationRow.NewValues(one));
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
        (await ListAsync(NotificationRow.ById, new { id }, cancellation)).FirstOrDefault();

    public async Task<NotificationPage> ListAsync(NotificationQuery query, CancellationToken cancellation)
    {
        var limit = Page.Limit(query.Limit, MostPerPage);
        var (sql, values) = NotificationRow.Search(query, limit);
        var rows = await reader.ReadAsync(connection => connection.Query<NotificationRow>(sql, values).AsList(), cancellation);
        var (page, next) = Page.Cut(rows, limit, row => row.Seq);
        return new([.. page.Select(row => row.ToNotification())], next);
    }

    public Task UpdateAsync(
        IReadOnlyList<Notification> changed, ImmutableArray<Notification> added, CancellationToken cancellation) => writer.ExecuteAsync(
        session =>
        {
            Append(session, added);
            return changed.Sum(one => session.Execute(Update, NotificationRow.ChangedValues(one)));
        },
        cancellation);

    public async Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation) =>
        await writer.DeleteAsync(
            "notifications", "seq", $"state <> 'pending' AND created_at < $0 AND {NotificationRow.OfEndedIncident}", before, cancellation)
        + await writer.DeleteAsync(
            "notifications", "seq", $"{NotificationRow.OutdatedRepetition} AND created_at < $0", DateTimeOffset.MaxValue, cancellation);

    private async Task<IReadOnlyList<Notification>> ListAsync(string sql, object values, CancellationToken cancellation) =>
        await reader.ReadAsync(
            connection => connection.Query<NotificationRow>(sql, values).Select(row => row.ToNotification()).ToList(), cancellation);
}
