using Microsoft.AspNetCore.Components.Server.Circuits;

namespace OrleansMonitor.Dashboard.Live;

/// <summary>Tracks when a viewer's connection was lost and restored, so pages can report the events caught up with.</summary>
public sealed class ConnectionWatch(LiveBoard board, TimeProvider time) : CircuitHandler
{
    private (DateTimeOffset At, long After)? _lost;

    /// <summary>Raised when the connection is restored, outside the viewer's own thread.</summary>
    public event Action<Outage>? Back;

    /// <summary>Raised when the connection is lost or ended, outside the viewer's own thread.</summary>
    public event Action? Down;

    /// <inheritdoc />
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _lost = (time.GetUtcNow(), board.Current.Newest);
        Down?.Invoke();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (_lost is { } lost) Back?.Invoke(new(lost.At, time.GetUtcNow(), lost.After));
        _lost = null;
        return Task.CompletedTask;
    }
}

/// <summary>An interruption of the connection.</summary>
/// <param name="From">When it was lost.</param>
/// <param name="To">When it was restored.</param>
/// <param name="After">The sequence of the newest event shown before it was lost.</param>
public sealed record Outage(DateTimeOffset From, DateTimeOffset To, long After);
