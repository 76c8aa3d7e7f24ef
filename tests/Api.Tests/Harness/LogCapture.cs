using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OrleansMonitor.Api.Tests.Harness;

/// <summary>Every line that the app logs.</summary>
internal sealed class LogCapture : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    private event Action<string>? Logged;

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = formatter(state, exception) + exception;
        _lines.Enqueue(line);
        Logged?.Invoke(line);
    }

    /// <summary>Waits for a line with a part.</summary>
    public async Task Until(string part)
    {
        var found = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(string line)
        {
            if (line.Contains(part, StringComparison.Ordinal)) found.TrySetResult();
        }

        Logged += Look;
        foreach (var line in _lines) Look(line);
        await found.Task.WaitAsync(RunningApp.Timeout);
        Logged -= Look;
    }

    public void Dispose()
    {
    }
}
