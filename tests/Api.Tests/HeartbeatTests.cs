using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Api.Health;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Tests;

/// <summary>A service elsewhere is called while everything works.</summary>
public sealed class HeartbeatTests
{
    private const string Alive = "alive";
    private static readonly HeartbeatSettings Settings = new() { Url = "https://hc.example/1" };

    [Theory]
    [InlineData(true, Alive, "database: locked", Alive)]
    [InlineData(false, Alive, Alive)]
    public async Task It_stops_with_the_first_failed_check_and_reports_the_second(bool reports, params string[] expected)
    {
        await using var heart = await Heart.Start(Settings with { ReportFailures = reports });
        foreach (var problem in (string?[])[null, "locked", "locked", null]) await heart.Beat(problem);

        (await heart.Finish()).ShouldBe(expected);
    }

    [Fact]
    public async Task A_single_failed_check_is_not_reported()
    {
        await using var heart = await Heart.Start(Settings);
        foreach (var problem in (string?[])[null, "locked", null, "locked", null]) await heart.Beat(problem);

        (await heart.Finish()).ShouldBe([Alive, Alive, Alive]);
    }

    [Fact]
    public async Task Checks_that_do_not_end_are_failed_ones()
    {
        await using var heart = await Heart.Start(Settings);
        await heart.Hang();
        await heart.Hang();

        (await heart.Finish()).ShouldBe(["The checks took longer than 15 s."]);
    }

    [Fact]
    public async Task With_a_long_interval_the_first_call_comes_a_minute_after_the_start()
    {
        await using var heart = await Heart.Start(Settings with { Interval = TimeSpan.FromHours(1) });
        await heart.Beat(null);

        (await heart.Finish(TimeSpan.FromHours(1))).ShouldBe([Alive]);
    }

    private sealed class Heart : HealthCheckService, IHeartbeatCall, IAsyncDisposable
    {
        private readonly List<string> _calls = [];
        private readonly ObservedTime _time = new();
        private readonly Channel<TaskCompletionSource<HealthReport>> _checks =
            Channel.CreateUnbounded<TaskCompletionSource<HealthReport>>();
        private Heartbeat _heartbeat = null!;

        public static async Task<Heart> Start(HeartbeatSettings settings)
        {
            var heart = new Heart();
            var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
            heart._heartbeat = new(settings, heart, heart, new(meters), heart._time, NullLogger<Heartbeat>.Instance);
            await heart._heartbeat.StartAsync(default);
            await heart._time.HasTimer(Settings.Interval);
            return heart;
        }

        /// <summary>Lets an interval pass, and answers its check.</summary>
        public async Task Beat(string? problem)
        {
            var check = await NextCheck();
            var status = problem is null ? HealthStatus.Healthy : HealthStatus.Unhealthy;
            var entry = new HealthReportEntry(status, problem, TimeSpan.Zero, null, null);
            check.SetResult(new(new Dictionary<string, HealthReportEntry> { ["database"] = entry }, TimeSpan.Zero));
        }

        public async Task Hang()
        {
            await NextCheck();
            await _time.HasTimer(TimeSpan.FromSeconds(15));
            _time.Advance(TimeSpan.FromSeconds(16));
        }

        /// <summary>The calls, once the last beat is over: the next one begins only then.</summary>
        public async Task<IReadOnlyList<string>> Finish(TimeSpan? interval = null)
        {
            await NextCheck(interval);
            return _calls;
        }

        public override async Task<HealthReport> CheckHealthAsync(
            Func<HealthCheckRegistration, bool>? predicate, CancellationToken cancellationToken = default)
        {
            var answer = new TaskCompletionSource<HealthReport>();
            await _checks.Writer.WriteAsync(answer, cancellationToken);
            return await answer.Task;
        }

        public Task<DeliveryOutcome> CallAsync(string? problem, CancellationToken cancellation)
        {
            _calls.Add(problem ?? Alive);
            return Task.FromResult(new DeliveryOutcome(DeliveryResult.Delivered, "It answered 200."));
        }

        public async ValueTask DisposeAsync() => await _heartbeat.StopAsync(default);

        private async Task<TaskCompletionSource<HealthReport>> NextCheck(TimeSpan? interval = null)
        {
            _time.Advance(interval ?? Settings.Interval);
            return await _checks.Reader.ReadAsync(RunningApp.Timeout);
        }
    }

    private sealed class ObservedTime : FakeTimeProvider
    {
        private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

        public async Task HasTimer(TimeSpan due)
        {
            while (await _timers.Reader.ReadAsync(RunningApp.Timeout) != due)
            {
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _timers.Writer.TryWrite(dueTime);
            return timer;
        }
    }
}
