using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>What the monitor itself warns of while it plays: where a play goes otherwise than told, that says why.</summary>
internal sealed class Complaints : ILoggerProvider, ILogger
{
    private const int Most = 20;
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>The first of them, a line each; empty where there is none.</summary>
    public override string ToString() => string.Join('\n', _lines);

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc />
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc />
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && _lines.Count < Most;

    /// <inheritdoc />
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            _lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception?.GetType().Name}: {exception?.Message}");
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
