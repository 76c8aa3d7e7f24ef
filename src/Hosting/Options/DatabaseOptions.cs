namespace OrleansMonitor.Hosting.Options;

/// <summary>Where everything is kept.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The only provider so far: one process, one local file.</summary>
    public const string Sqlite = "Sqlite";

    /// <summary><c>Sqlite</c>. Default.</summary>
    public string Provider { get; init; } = Sqlite;

    /// <summary>For SQLite the file, on a local disk: SQLite's locks do not hold on network file systems. Default <c>data/monitor.db</c>.</summary>
    public string ConnectionString { get; init; } = "Data Source=data/monitor.db";
}
