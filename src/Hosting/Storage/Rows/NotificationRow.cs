using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Hosting.Storage.Rows;

/// <summary>A row of <c>notifications</c>.</summary>
internal sealed class NotificationRow
{
    /// <summary>The columns of an insert, in the order of <see cref="NewValues"/>.</summary>
    public const string InsertColumns =
        "id, destination, incident_id, recovery, created_at, route, notice, state, attempts, next_attempt_at, last_error";

    public const string ById = $"SELECT {Columns} FROM notifications WHERE id = @id";

    public const string ByIncident =
        $"SELECT {Columns} FROM notifications WHERE incident_id = @incidentId AND destination = @destination ORDER BY seq";

    // Must equal the condition of the partial index word for word, or SQLite does not use it. What the destination asked to wait for holds
    // everything, so it comes first. What is due must not wait behind a page of escalations, nor what was never
    // tried behind a page of those that failed.
    public const string Pending =
        $"SELECT {Columns} FROM notifications WHERE destination = @destination AND state = 'pending' " +
        "ORDER BY held_until IS NULL, next_attempt_at > @now, attempts > 0, next_attempt_at, seq LIMIT @limit";

    public const string Silenced =
        $"SELECT {Columns} FROM notifications WHERE destination = @destination AND state = 'silenced' AND seq > @after " +
        "ORDER BY seq LIMIT @limit";

    // The repeated condition on the state makes SQLite use the partial index on created_at.
    public const string Shown =
        $"SELECT {Columns} FROM notifications WHERE seq IN (" +
        "SELECT MAX(seq) FROM notifications WHERE destination = @destination AND recovery = 0 AND state = 'delivered' " +
        "AND incident_id IN (SELECT id FROM incidents WHERE state <> 'resolved') GROUP BY incident_id " +
        "UNION ALL SELECT MAX(seq) FROM notifications WHERE destination = @destination AND recovery = 1 AND state = 'delivered' " +
        $"AND state <> 'pending' AND created_at >= @endedSince AND {OfEndedIncident} GROUP BY incident_id) ORDER BY seq";

    /// <summary>
    /// A repetition of an open incident that is done and that another message followed. The newest delivered one is kept: it is what
    /// a destination shows.
    /// </summary>
    public const string OutdatedRepetition =
        "incident_id IN (SELECT id FROM incidents WHERE state <> 'resolved') " +
        "AND state IN ('delivered', 'collapsed', 'dead') AND recovery = 0 AND notice LIKE '%\"repetition\":%' " +
        "AND notice NOT LIKE '%\"repetition\":0%' AND EXISTS (SELECT 1 FROM notifications AS later " +
        "WHERE later.incident_id = notifications.incident_id AND later.destination = notifications.destination AND later.recovery = 0 " +
        "AND later.seq > notifications.seq " +
        "AND (later.state = 'delivered' OR (notifications.state = 'dead' AND later.state = 'dead')))";

    /// <summary>The end of an incident goes to those who were notified of it, so their notifications are kept until then.</summary>
    public const string OfEndedIncident =
        "NOT EXISTS (SELECT 1 FROM incidents WHERE incidents.id = incident_id AND incidents.state <> 'resolved')";

    private const string Columns =
        "seq AS Seq, id AS Id, destination AS Destination, route AS Route, notice AS Notice, state AS State, attempts AS Attempts, " +
        "next_attempt_at AS NextAttemptAt, last_attempt_at AS LastAttemptAt, held_until AS HeldUntil, last_error AS LastError, " +
        "reference AS Reference, progress AS Progress";

    public long Seq { get; init; }
    public required string Id { get; init; }
    public required string Destination { get; init; }
    public required string Route { get; init; }
    public required string Notice { get; init; }
    public required string State { get; init; }
    public int Attempts { get; init; }
    public long NextAttemptAt { get; init; }
    public long? LastAttemptAt { get; init; }
    public long? HeldUntil { get; init; }
    public string? LastError { get; init; }
    public string? Reference { get; init; }
    public string? Progress { get; init; }

    /// <summary>The query of a page and its parameters; it reads one row more than <paramref name="limit"/>.</summary>
    public static (string Sql, object Values) Search(NotificationQuery query, int limit)
    {
        var filters = new List<string>();
        if (query.State is not null) filters.Add("state = @State");
        if (query.Destination is not null) filters.Add("destination = @Destination");
        if (query.IncidentId is not null) filters.Add("incident_id = @IncidentId");
        if (query.Before is not null) filters.Add("seq < @Before");
        var where = filters.Count == 0 ? "" : $"WHERE {string.Join(" AND ", filters)}";
        var state = query.State is { } wanted ? ColumnText.Of(wanted) : null;
        return ($"SELECT {Columns} FROM notifications {where} ORDER BY seq DESC LIMIT @Rows",
            new { State = state, query.Destination, query.IncidentId, query.Before, Rows = limit + 1 });
    }

    public static object?[] NewValues(Notification one) =>
    [
        one.Id, one.Destination, one.Notice.IncidentId, one.Notice.IsRecovery ? 1 : 0, ColumnText.Microseconds(one.Notice.At), one.Route,
        ColumnJson.Write(one.Notice), ColumnText.Of(one.State), one.Attempts, ColumnText.Microseconds(one.NextAttemptAt), one.LastError,
    ];

    /// <summary>
    /// The id, then the columns that change: state, attempts, next_attempt_at, last_attempt_at, held_until, last_error, reference,
    /// progress.
    /// </summary>
    public static object?[] ChangedValues(Notification one) =>
    [
        one.Id, ColumnText.Of(one.State), one.Attempts, ColumnText.Microseconds(one.NextAttemptAt), Microseconds(one.LastAttemptAt),
        Microseconds(one.HeldUntil), one.LastError, one.Reference, one.Progress,
    ];

    public Notification ToNotification() => new()
    {
        Sequence = Seq,
        Id = Id,
        Destination = Destination,
        Route = Route,
        Notice = ColumnJson.ReadStep(Notice),
        State = ColumnText.Parse<NotificationState>(State),
        Attempts = Attempts,
        NextAttemptAt = ColumnText.Time(NextAttemptAt),
        LastAttemptAt = Time(LastAttemptAt),
        HeldUntil = Time(HeldUntil),
        LastError = LastError,
        Reference = Reference,
        Progress = Progress,
    };

    private static object? Microseconds(DateTimeOffset? time) => time is { } at ? ColumnText.Microseconds(at) : null;

    private static DateTimeOffset? Time(long? microseconds) => microseconds is { } at ? ColumnText.Time(at) : null;
}
