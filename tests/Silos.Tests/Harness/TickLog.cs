using System.Globalization;
using OrleansMonitor.Simulator;

namespace OrleansMonitor.Silos.Tests.Harness;

/// <summary>When a simulated cluster was polled, kept from the simulator's own log, which forgets.</summary>
internal sealed class TickLog(string name, SimulatedProxmox proxmox)
{
    private const string Poll = "/cluster/resources";

    private readonly List<DateTimeOffset> _ticks = [];

    public string Name => name;

    public SimulatedProxmox Proxmox => proxmox;

    /// <summary>The longest time without a poll between two instants, and when it ended.</summary>
    public (TimeSpan Gap, DateTimeOffset End) LongestGap(DateTimeOffset from, DateTimeOffset to)
    {
        Collect();
        var before = _ticks.LastOrDefault(at => at <= from, from);
        var points = _ticks.Where(at => at > from && at <= to).Prepend(before).Append(to).ToList();
        return points.Zip(points.Skip(1), (earlier, later) => (later - earlier, later)).Max();
    }

    /// <summary>All polls after an instant.</summary>
    public IReadOnlyList<DateTimeOffset> Since(DateTimeOffset from)
    {
        Collect();
        return [.. _ticks.Where(at => at > from)];
    }

    /// <summary>Waits for a number of polls that begin after now.</summary>
    public async Task Polled(int times)
    {
        Collect();
        var from = proxmox.Requests.Count("GET", Poll);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var limit = TimeSpan.FromSeconds(60 + (30 * times));
        patience.CancelAfter(limit);
        try
        {
            await proxmox.Requests.WhenAsync(log => log.Count("GET", Poll) >= from + times, patience.Token);
        }
        catch (OperationCanceledException late) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{name} was not polled {times} times within {limit.TotalSeconds:F0} s; last at {_ticks.LastOrDefault():T}"), late);
        }

        Collect();
    }

    public void Collect()
    {
        var last = _ticks.LastOrDefault();
        _ticks.AddRange(
            proxmox.Requests.Recent.Where(request => request.Path == Poll && request.At > last).Select(request => request.At).Order());
    }
}
