using Microsoft.Extensions.Logging;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

internal sealed partial class SqliteWriter
{
    [LoggerMessage(1, LogLevel.Warning, "{Explanation} Trying again for up to {Limit}; {Count} operations wait.")]
    private partial void LogRetrying(string explanation, TimeSpan limit, int count);

    [LoggerMessage(2, LogLevel.Error, "{Explanation} {Count} operations were given up and are not stored.")]
    private partial void LogGivenUp(Exception exception, string explanation, int count);

    [LoggerMessage(3, LogLevel.Information, "The database {Path} stores again.")]
    private partial void LogRecovered(string path);
}
