using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Api.Tests;

/// <summary>What keeps a monitor cheap while nothing happens.</summary>
public sealed class QuietTests
{
    [Fact]
    public void The_runtime_is_told_not_to_spin_and_not_to_profile()
    {
        using var file =
            JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "OrleansMonitor.Api.runtimeconfig.json")));
        var told = file.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties");

        told.GetProperty("System.Threading.ThreadPool.UnfairSemaphoreSpinLimit").GetInt32().ShouldBe(0);
        told.GetProperty("System.Runtime.TieredPGO").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task No_timer_of_a_silo_that_is_alone_fires_more_than_once_a_second()
    {
        using var database = new TempDatabase();
        var clock = new RecordingClock();
        await using var app = await MonitorApp.BuildAsync(
            [.. MonitorArguments.Of(database.File)],
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton<TimeProvider>(clock);
            });
        await app.StartAsync(RunningApp.Timeout);

        clock.Periods.ShouldContain(TimeSpan.FromSeconds(1), "the watchdog's");
        clock.Periods.ShouldAllBe(period => period >= TimeSpan.FromSeconds(1));
        app.Services.GetRequiredService<IOptions<GrainDirectoryOptions>>().Value.CacheSize.ShouldBe(1000);
        await app.StopAsync(RunningApp.Timeout);
    }

    private sealed class RecordingClock : TimeProvider
    {
        public ConcurrentQueue<TimeSpan> Periods { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (period > TimeSpan.Zero) Periods.Enqueue(period);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
