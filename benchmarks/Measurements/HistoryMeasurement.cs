using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Benchmarks.CommandLine;
using OrleansMonitor.Benchmarks.Reporting;
using OrleansMonitor.Benchmarks.Workers;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>
/// What the history of invented loads takes: bytes written a day, size of what is kept, processor time, and a chart's read.
/// </summary>
internal static class HistoryMeasurement
{
    private const int PollSeconds = 12;
    private static readonly ClusterName Cluster = ClusterName.Parse("lab");
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(BenchmarkPlan plan, string folder, Report report)
    {
        await RunAsync(40, TimeSpan.FromDays(1), folder, report);
        await RunAsync(1000, TimeSpan.FromDays(1), folder, report);
        if (!plan.Quick) await RunAsync(10_000, TimeSpan.FromHours(4), folder, report);
    }

    private static async Task RunAsync(int guests, TimeSpan period, string folder, Report report)
    {
        Progress.Say($"history: {period.TotalHours:n0} hours of {guests:n0} guests");
        var file = Path.Combine(folder, $"history-{guests}.db");
        await using var services = new ServiceCollection().AddLogging().AddSqliteStorage($"Data Source={file}").BuildServiceProvider();
        var store = services.GetRequiredService<IHistoryStore>();
        await store.ListClustersAsync(CancellationToken.None);
        var run = new Run();
        var before = Footprint.Now();
        await PlayAsync(guests, period, store, run);
        var written = Footprint.Now().Written - before.Written;
        var share = TimeSpan.FromDays(1) / period;
        Tell(report, guests, run, written * share, share, await SizeOfDayAsync(store, run));
        await TellReadAsync(report, guests, store, period);
    }

    private static async Task PlayAsync(int guests, TimeSpan period, IHistoryStore store, Run run)
    {
        var (load, buffer, readings) = (new InventedLoad(guests), new HistoryBuffer(Cluster), new GuestReadings());
        for (var at = TimeSpan.Zero; at <= period; at += TimeSpan.FromSeconds(PollSeconds))
        {
            var snapshot = load.Poll(Start + at, readings);
            var began = Stopwatch.GetTimestamp();
            var chunk = buffer.Advance(Start + at);
            buffer.Add(readings, snapshot);
            run.Collecting += Stopwatch.GetElapsedTime(began);
            run.Polls++;
            if (chunk is null) continue;
            began = Stopwatch.GetTimestamp();
            var blocks = chunk.Encode();
            run.Encoding += Stopwatch.GetElapsedTime(began);
            run.Chunks.Add(blocks);
            await store.AppendAsync(Cluster, blocks, CancellationToken.None);
        }
    }

    // A day rolled up: what is kept of it in each resolution.
    private static async Task<(long Hours, long Days, TimeSpan Took)> SizeOfDayAsync(IHistoryStore store, Run run)
    {
        var (hours, days, day) = (0L, 0L, Start.ToUnixTimeSeconds());
        var began = Stopwatch.GetTimestamp();
        foreach (var part in await store.ListPartsAsync(Cluster, day, long.MaxValue, CancellationToken.None))
        {
            var blocks = await store.ReadAsync(new(Cluster, HistoryResolution.Minutes, [part], day, long.MaxValue), CancellationToken.None);
            var (perHour, perDay) = RollUp.Of(day, blocks.Select(block => HistoryCodec.Decode(Cluster, block.Payload)!));
            hours += HistoryCodec.Encode(perHour).Length;
            days += HistoryCodec.Encode(perDay).Length;
        }

        return (hours, days, Stopwatch.GetElapsedTime(began));
    }

    private static void Tell(
        Report report, int guests, Run run, double daily, double share, (long Hours, long Days, TimeSpan Took) day)
    {
        var minutes = run.Bytes * share;
        var kept = minutes + (day.Hours * share * 30) + (day.Days * 366.0);
        var budget = guests == 1000 ? "≤ 45 MB" : "";
        report.Add(
            $"History written a day, {guests:n0} guests", $"{daily / 1e6:f1} MB", budget, guests == 1000 ? daily <= 45e6 : null,
            $"blocks {minutes / 1e6:f1} MB, {minutes / guests / 1000:f1} kB a guest; "
                + $"collecting {run.Collecting.TotalMilliseconds / run.Polls:f2} ms a poll, "
                + $"encoding {run.Encoding.TotalMilliseconds / run.Chunks.Count:f0} ms per ten minutes");
        report.Add(
            $"History kept after a year, {guests:n0} guests", $"{kept / 1e6:f1} MB", guests == 40 ? "≤ 25 MB" : "",
            guests == 40 ? kept <= 25e6 : null,
            $"minutes {minutes / 1e6:f1}, hours {day.Hours * share * 30 / 1e6:f1}, days {day.Days * 366.0 / 1e6:f1} MB of blocks; "
                + $"roll-up of the {24 / share:n0} hours {day.Took.TotalSeconds:f1} s");
    }

    private static async Task TellReadAsync(Report report, int guests, IHistoryStore store, TimeSpan period)
    {
        var guest = EntityId.Of(new GuestId(Cluster, 100));
        var (times, bytes) = (new List<double>(), 0L);
        for (var i = 0; i < 5; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var stored = await store.ReadAsync(
                new(Cluster, HistoryResolution.Minutes, HistoryPart.AllOf(guest), 0, long.MaxValue), CancellationToken.None);
            bytes = stored.Sum(block => (long)block.Payload.Length);
            EntityHistory.Of(
                guest, HistoryRange.Day, Start + period, stored.Select(block => HistoryCodec.Decode(Cluster, block.Payload, guest)!));
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        report.Add(
            $"Read of {period.TotalHours:n0} hours of minutes of one guest, {guests:n0} guests", $"{times.Order().ElementAt(2):f1} ms", "",
            null, $"{bytes / 1000:n0} kB of blocks");
    }

    /// <summary>What a run cost.</summary>
    private sealed class Run
    {
        public TimeSpan Collecting { get; set; }

        public TimeSpan Encoding { get; set; }

        public int Polls { get; set; }

        public List<IReadOnlyList<StoredBlock>> Chunks { get; } = [];

        public long Bytes => Chunks.Sum(blocks => blocks.Sum(block => (long)block.Payload.Length));
    }
}
