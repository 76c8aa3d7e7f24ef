using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.History;

/// <summary>
/// Makes hours and days of the minutes of days that have ended, and deletes what is older than its retention. Can be repeated; what fails
/// is done with the next call.
/// </summary>
internal sealed partial class HistoryUpkeep(IHistoryStore store, HistoryMeter meter, TimeProvider time, ILogger<HistoryUpkeep> log)
{
    // Per call of the store.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private Task _work = Task.CompletedTask;

    /// <summary>Starts it unless it still runs, and returns at once.</summary>
    public Task Start()
    {
        if (!_work.IsCompleted) return _work;
        return _work = Task.Run(Run);
    }

    /// <summary>Deletes the history of a cluster.</summary>
    public async Task Forget(ClusterName cluster)
    {
        foreach (var resolution in Enum.GetValues<HistoryResolution>())
            await Within(stop => store.CleanUpAsync(cluster, resolution, long.MaxValue, stop));
    }

    private async Task Run()
    {
        try
        {
            foreach (var cluster in await Within(store.ListClustersAsync)) await Keep(cluster);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            meter.Unlisted();
            LogUnlisted(log, problem.Message);
        }
    }

    private async Task Keep(ClusterName cluster)
    {
        try
        {
            await RollUpDays(cluster);
            await CleanUp(cluster);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            meter.Failed(cluster, "roll-up");
            LogFailed(log, cluster, problem.Message);
        }
    }

    private async Task RollUpDays(ClusterName cluster)
    {
        var due = HistoryPeriods.LastDayDue(time.GetUtcNow());
        var oldest = due - (long)HistoryPeriods.LongestMinutes.TotalSeconds;
        var last = await LastDay(cluster);
        for (var day = Math.Max(oldest, (last ?? 0) + HistoryPeriods.Day); day <= due; day += HistoryPeriods.Day)
            await RollUpDay(cluster, day);
    }

    // Days in the future, stored while the clock was ahead, are not done.
    private Task<long?> LastDay(ClusterName cluster) => Within(
        stop => store.FindLastAsync(cluster, HistoryResolution.Days, time.GetUtcNow().ToUnixTimeSeconds(), stop));

    // The day's own blocks are stored last and together: they say that the day is done.
    private async Task RollUpDay(ClusterName cluster, long day)
    {
        var days = new List<StoredBlock>();
        foreach (var part in await Within(stop => store.ListPartsAsync(cluster, day, day + HistoryPeriods.Day, stop)))
        {
            var (hours, one) = RollUp.Of(day, await ReadMinutes(cluster, part, day));
            if (hours.Series.Count == 0) continue;
            await Append(cluster, [new(hours.Resolution, part, day, HistoryCodec.Encode(hours))]);
            days.Add(new(one.Resolution, part, day, HistoryCodec.Encode(one)));
        }

        if (days.Count > 0) await Append(cluster, days);
    }

    private async Task<List<HistoryBlock>> ReadMinutes(ClusterName cluster, int part, long day)
    {
        var query = new HistoryQuery(cluster, HistoryResolution.Minutes, [part], day, day + HistoryPeriods.Day);
        var blocks = (await Within(stop => store.ReadAsync(query, stop)))
            .Select(stored => HistoryCodec.Decode(cluster, stored.Payload)).ToList();
        if (blocks.Exists(block => block is null)) meter.Failed(cluster, "read");
        return [.. blocks.OfType<HistoryBlock>()];
    }

    private Task Append(ClusterName cluster, IReadOnlyList<StoredBlock> blocks) => Within(async stop =>
    {
        await store.AppendAsync(cluster, blocks, stop);
        return true;
    });

    private async Task CleanUp(ClusterName cluster)
    {
        var now = time.GetUtcNow();
        var rolled = await LastDay(cluster);
        foreach (var resolution in Enum.GetValues<HistoryResolution>())
        {
            var before = HistoryPeriods.DeleteBefore(resolution, now, rolled);
            await Within(stop => store.CleanUpAsync(cluster, resolution, before, stop));
        }
    }

    private async Task<T> Within<T>(Func<CancellationToken, Task<T>> call)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        return await call(limit.Token).WaitAsync(Limit, time);
    }

    [LoggerMessage(LogLevel.Warning, "History of {Cluster} could not be rolled up or cleaned up; this is done again later: {Reason}")]
    private static partial void LogFailed(ILogger log, ClusterName cluster, string reason);

    [LoggerMessage(LogLevel.Warning, "The clusters with a history could not be read; this is done again later: {Reason}")]
    private static partial void LogUnlisted(ILogger log, string reason);
}
