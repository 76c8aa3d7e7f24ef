using System.Collections.Immutable;
using System.Threading.Channels;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Dashboard.Live;

/// <summary>Follows the feed from its newest events on, and keeps what has arrived until it is taken.</summary>
internal sealed class EventTail(IEventSource events, TimeProvider time, int keep)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<MonitorEvent> _arrived =
        Channel.CreateUnbounded<MonitorEvent>(new() { SingleReader = true, SingleWriter = true });

    /// <summary>Follows until it is stopped; a feed that is lost is followed again where it was.</summary>
    public async Task FollowAsync(Action arrived, Action<string> failed, CancellationToken stopping)
    {
        long? after = null;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                after ??= Math.Max(0, await events.NewestAsync(stopping) - keep);
                await foreach (var e in events.ReadAsync(after.Value, stopping))
                {
                    // Not stored: the board says it in words of its own.
                    if (e.Sequence == 0)
                    {
                        arrived();
                        continue;
                    }

                    after = e.Sequence;
                    await _arrived.Writer.WriteAsync(e, stopping);
                    arrived();
                }
            }
            catch (Exception problem) when (problem is not OutOfMemoryException && !stopping.IsCancellationRequested)
            {
                failed(problem.Message);
                await Task.Delay(Pause, time, stopping);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>The events from before and what has arrived since, the newest last; of all, the newest that are kept.</summary>
    public ImmutableArray<MonitorEvent> Append(ImmutableArray<MonitorEvent> before)
    {
        if (!_arrived.Reader.TryRead(out var first)) return before;
        var all = before.ToBuilder();
        all.Add(first);
        while (_arrived.Reader.TryRead(out var more)) all.Add(more);
        if (all.Count > keep) all.RemoveRange(0, all.Count - keep);
        return all.ToImmutable();
    }
}
