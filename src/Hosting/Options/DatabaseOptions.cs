namespace OrleansMonitor.Hosting.Options;

/// <summary>The monitor's database.</summary>
public sealed class DatabaseOptions
{
    /// <summary>A local file, used by one process.</summary>
    public const string Sqlite = "Sqlite";

    /// <summary>A PostgreSQL database, version 13 or later, shared by one or more processes.</summary>
    public const string PostgreSql = "PostgreSql";

    /// <summary><c>Sqlite</c> (default) or <c>PostgreSql</c>; several silos need the latter.</summary>
    public string Provider { get; init; } = Sqlite;

    /// <summary>
    /// For SQLite, the file on a local disk: SQLite's locks do not work on network file systems. Default <c>data/monitor.db</c>. For
    /// PostgreSQL, such as <c>Host=db;Database=monitor;Username=monitor;Password=…</c>; each process opens at most 17 connections unless
    /// <c>Maximum Pool Size</c> is set.
    /// </summary>
    public string ConnectionString { get; init; } = "Data Source=data/monitor.db";

    /// <summary>
    /// The file outside the database that records the heads of the audit log's chains; its key is in a file beside it. Default for SQLite:
    /// beside the database, as <c>monitor.db.heads</c>; for PostgreSQL none. Processes on one machine may share it.
    /// </summary>
    public string? HeadsFile { get; init; }

    /// <summary>True if the provider is <see cref="PostgreSql"/>.</summary>
    public bool IsPostgreSql => string.Equals(Provider, PostgreSql, StringComparison.OrdinalIgnoreCase);
}
