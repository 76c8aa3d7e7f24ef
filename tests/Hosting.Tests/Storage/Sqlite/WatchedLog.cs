using Microsoft.Extensions.Logging;

namespace OrleansMonitor.Hosting.Tests.Storage.Sqlite;

/// <summary>A log in which a test can wait for a line.</summary>
internal sealed class WatchedLog<T> : ILogger<T>
{
    private readonly List<(string Part, TaskCompletionSource Seen)> _awaited = [];

    /// <summary>Completes with the next line that has a part in it.</summary>
    public Task Written(string part)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_awaited) _awaited.Add((part, seen));
        return seen.Task;
    }

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = formatter(state, exception);
        lock (_awaited)
        {
            foreach (var (part, seen) in _awaited)
            {
                if (line.Contains(part, StringComparison.Ordinal)) seen.TrySetResult();
            }
        }
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
}
