namespace OrleansMonitor.Hosting.Options;

/// <summary>Where everything is kept.</summary>
public sealed class DatabaseOptions
{
    /// <summary>One process, one local file.</summary>
    public const string Sqlite = "Sqlite";

    /// <summary>One or many processes that share a PostgreSQL database, version 13 or later.</summary>
    public const string PostgreSql = "PostgreSql";

    /// <summary><c>Sqlite</c> (default), or <c>PostgreSql</c>, which several silos need.</summary>
    public string Provider { get; init; } = Sqlite;

    /// <summary>
    /// For SQLite the file, on a local disk: SQLite's locks do not hold on network file systems. Default <c>data/monitor.db</c>. For
    /// PostgreSQL such as
    /// <c>Host=db;Database=monitor;Username=monitor;Password=…</c>; each process opens at most 17 connections unless <c>Maximum Pool
    /// Size</c> says otherwise.
    /// </summary>
    public string ConnectionString { get; init; } = "Data Source=data/monitor.db";

    /// <summary>
    /// The file outside the database in which the ends of the audit log are kept, with its key in a file beside it. Default for SQLite:
    /// beside the database, as <c>monitor.db.heads</c>; for PostgreSQL none. Processes on one machine may share it.
    /// </summary>
    public string? HeadsFile { get; init; }

    /// <summary>True where the provider is <see cref="PostgreSql"/>.</summary>
    public bool IsPostgreSql => string.Equals(Provider, PostgreSql, StringComparison.OrdinalIgnoreCase);
}
