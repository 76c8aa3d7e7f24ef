using Npgsql;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary>Classifies and explains failures of PostgreSQL.</summary>
internal static class PostgreSqlErrors
{
    // The writer hung while it held its lock, and the database ended its transaction.
    private const string IdleInTransaction = "25P03";

    /// <summary>Whether the cause is outside the statement: unreachable, full, shutting down, access refused.</summary>
    public static bool IsOutage(this NpgsqlException exception) =>
        exception is not PostgresException answer || answer.IsTransient || IsOutage(answer.SqlState);

    /// <summary>Whether a retry may help. A wrong password or a missing database needs a person.</summary>
    public static bool MayRecover(this NpgsqlException exception) =>
        exception is not PostgresException answer
        || !(answer.SqlState.StartsWith("28", StringComparison.Ordinal) || answer.SqlState == PostgresErrorCodes.InvalidCatalogName);

    /// <summary>The reason for metrics and logs.</summary>
    public static string Reason(this NpgsqlException exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "full",
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "read_only",
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected } => "locked",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "connections",
        PostgresException answer when answer.SqlState.StartsWith("28", StringComparison.Ordinal) => "refused",
        PostgresException answer when IsOutage(answer.SqlState) || answer.IsTransient => "away",
        PostgresException => "statement",
        _ => "away",
    };

    /// <summary>The database, its problem and the remedy, without the connection string, which may contain a password.</summary>
    public static StoreUnavailableException Explain(this NpgsqlException exception, string place) => new(
        exception switch
        {
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
                $"The database {place} is full: its disk has no room left. Free space on the database's disk, or shorten "
                    + $"Monitor:Retention.",
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
                $"The database {place} is read-only: it is a standby. Name the primary in Monitor:Database:ConnectionString, or add "
                    + $"'Target Session Attributes=primary'.",
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } =>
                $"The database {place} takes no more connections. Raise its max_connections; each process of the monitor opens up to "
                    + $"{PostgreSqlDatabase.ConnectionsPerProcess}.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } missing =>
                $"The database {place} does not exist ({missing.MessageText}). Create it with 'createdb', owned by the monitor's user.",
            PostgresException refused when refused.SqlState.StartsWith("28", StringComparison.Ordinal) =>
                $"The database {place} refuses the monitor's user: {refused.MessageText}. Check user and password in "
                    + $"Monitor:Database:ConnectionString.",
            PostgresException answer => $"The database {place} does not work: {answer.MessageText}.",
            _ => $"The database {place} does not answer: {exception.InnerException?.Message ?? exception.Message} Check that it runs and "
                + $"can be reached.",
        },
        exception);

    private static bool IsOutage(string state) =>
        state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("28", StringComparison.Ordinal)
        || state.StartsWith("53", StringComparison.Ordinal)
        || state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("58", StringComparison.Ordinal)
        || state.StartsWith("XX", StringComparison.Ordinal)
        || state is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InvalidCatalogName or IdleInTransaction
            or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled;
}
