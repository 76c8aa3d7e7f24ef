using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Live;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Notifications;

// Reentrant so that silences can be read while a change waits for the database. Kept alive so that they can be while it is away.
[Reentrant, KeepAlive]
internal sealed partial class SilencesGrain(
    [LazyPersistentState("silences")] LazyPersistentState<Silences> stored, IIncidentStore incidents, MonitorSettings settings,
    TimeProvider time, ILogger<SilencesGrain> log)
    : Grain, ISilencesGrain
{
    private static readonly TimeSpan BetweenSettling = TimeSpan.FromMinutes(1);

    private Silences Stored => stored.Value ?? Silences.None;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(Settle, new GrainTimerCreationOptions(BetweenSettling, BetweenSettling) { Interleave = true });
        return Task.CompletedTask;
    }

    public async Task<Silences> Get()
    {
        if (!stored.IsKnown) await stored.Exclusively(stored.Read);
        return Stored;
    }

    public async Task<Silences> Current() => (await Get()).NotEnded(time.GetUtcNow());

    public async Task<bool> Create(Silence silence, string? address)
    {
        var isAdded = false;
        await stored.Exclusively(async () =>
        {
            await stored.Read();
            if (Stored.IsFull(time.GetUtcNow())) return;
            await Write(Stored.With(silence), new("create_silence", silence.Author, address, SilenceText.Created(silence)), silence);
            isAdded = true;
        });
        return isAdded;
    }

    public async Task<Silence?> End(string id, string actor, string? address)
    {
        await stored.Exclusively(async () =>
        {
            await stored.Read();
            var next = Stored.Ended(id, actor, time.GetUtcNow());
            if (!ReferenceEquals(next, Stored))
                await Write(next, new("end_silence", actor, address, SilenceText.Ended(next.Find(id)!)), next.Find(id)!);
        });
        return Stored.Find(id);
    }

    // The audit row comes first: a silence without one must not come into force.
    private async Task Write(Silences next, AccessAct act, Silence silence)
    {
        var now = time.GetUtcNow();
        var level = (await GrainFactory.Autonomy().GetOrStop(log)).Level;
        var row = AccessRow.Of(now, act, level, [("silence", silence.Id), ("begins", silence.BeginsAt), ("ends", silence.End)]);
        await GrainFactory.Audit(null).Save(row);
        await stored.Replace(next);
        UnmuteDestinations();
        var e = EventComposer.System(
            $"silence:{row.Id}", now, Severity.Info, EventSource.User, cluster: null, act.Details, $"{act.Details} (by {act.Actor}).");
        await GrainFactory.TryPublish(e, log);
    }

    // A silence that ends with its incident is ended here, and those that ended long ago are forgotten.
    private async Task Settle()
    {
        try
        {
            await stored.Exclusively(SettleStored);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnsettled(log, problem.Message);
        }
    }

    private async Task SettleStored()
    {
        await stored.Read();
        var now = time.GetUtcNow();
        var next = Stored;
        foreach (var silence in Stored.All.Where(one => one.IsUntilResolved))
        {
            if (await incidents.FindAsync(silence.Match.IncidentId ?? "", CancellationToken.None) is not { IsOpen: true })
                next = next.Ended(silence.Id, "monitor", now);
        }

        next = next.Kept(now - settings.Retention.Actions, now);
        if (ReferenceEquals(next, Stored)) return;
        await stored.Replace(next);
        UnmuteDestinations();
    }

    // If a call is lost, the destination finds out by itself within two minutes.
    private void UnmuteDestinations()
    {
        foreach (var destination in settings.Notifications.Destinations) GrainFactory.Destination(destination.Name).Unmute().Ignore();
    }

    [LoggerMessage(LogLevel.Warning, "Ended silences could not be cleaned up; the monitor tries again in a minute: {Reason}")]
    private static partial void LogUnsettled(ILogger log, string reason);
}
