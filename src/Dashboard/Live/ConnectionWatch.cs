using Microsoft.AspNetCore.Components.Server.Circuits;

namespace OrleansMonitor.Dashboard.Live;

/// <summary>Knows of one viewer when their connection was lost and came back, so that pages can show what was caught up with.</summary>
public sealed class ConnectionWatch(LiveBoard board, TimeProvider time) : CircuitHandler
{
    private (DateTimeOffset At, long After)? _lost;

    /// <summary>The connection is back. Raised outside the viewer's own thread.</summary>
    public event Action<Outage>? Back;

    /// <inheritdoc />
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _lost = (time.GetUtcNow(), board.Current.Newest);
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

/// <summary>A time without connection.</summary>
/// <param name="From">When it was lost.</param>
/// <param name="To">When it was back.</param>
/// <param name="After">The newest event that was shown before.</param>
public sealed record Outage(DateTimeOffset From, DateTimeOffset To, long After);
