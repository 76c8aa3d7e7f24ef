using System.Collections.Immutable;
using System.Threading.Channels;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Dashboard.Live;

/// <summary>Follows the event feed from its newest events on and buffers new events until they are appended to the board.</summary>
internal sealed class EventTail(IEventSource events, TimeProvider time, int keep)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<MonitorEvent> _arrived =
        Channel.CreateUnbounded<MonitorEvent>(new() { SingleReader = true, SingleWriter = true });

    /// <summary>Follows until stopped. After a failure it continues after the last event received.</summary>
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
                    // An event that is not stored; the board reports the storage problem itself.
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

    /// <summary>Appends the buffered events and returns the newest ones that are kept, the newest last.</summary>
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
