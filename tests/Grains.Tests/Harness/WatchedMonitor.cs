using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Hosting.Watching;

namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>A monitor whose watchdog looks when the test asks for it.</summary>
internal sealed class WatchedMonitor : IAsyncDisposable
{
    private WatchedMonitor(MonitorHarness monitor, FaultyProbe probe) => (Monitor, Probe, Watchdog) = (monitor, probe, New(monitor));

    public MonitorHarness Monitor { get; }

    public FaultyProbe Probe { get; }

    public PollWatchdog Watchdog { get; private set; }

    public static async Task<WatchedMonitor> Start(HarnessOptions? options = null)
    {
        var probe = new FaultyProbe();
        options ??= new();
        return new(await MonitorHarness.Start(guests: 4, nodes: 1, options: options with { AfterAll = probe.Decorate }), probe);
    }

    /// <summary>A tick to its end, then a look of the watchdog.</summary>
    public async Task Tick(int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            await Monitor.Tick();
            await Look();
        }
    }

    /// <summary>Time goes by without a tick, then the watchdog looks.</summary>
    public Task Wait(double seconds)
    {
        Monitor.Time.Advance(TimeSpan.FromSeconds(seconds));
        return Look();
    }

    /// <summary>Begins a tick that does not come to its end.</summary>
    public void BeginTick()
    {
        Monitor.Time.Advance(TimeSpan.FromSeconds(12));
        Monitor.Grains.Scheduler(MonitorHarness.Name, Tier.Critical).Tick().Ignore();
    }

    public async Task Restart()
    {
        await Monitor.Restart();
        Watchdog = New(Monitor);
    }

    // What one round asks is judged by the next.
    public async Task Look()
    {
        for (var i = 0; i < 2; i++)
        {
            Monitor.Time.Advance(TimeSpan.FromSeconds(0.5));
            Watchdog.Round(TestContext.Current.CancellationToken);
            await Monitor.FinishAny(Watchdog.Idle);
        }
    }

    public ValueTask DisposeAsync() => Monitor.DisposeAsync();

    private static PollWatchdog New(MonitorHarness monitor) =>
        ActivatorUtilities.CreateInstance<PollWatchdog>(
        monitor.Services, new WatchdogMetrics(monitor.Services.GetRequiredService<IMeterFactory>()));
}
