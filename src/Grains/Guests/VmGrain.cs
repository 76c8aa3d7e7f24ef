using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Guests;

internal sealed class VmGrain(
    [PersistentState("guest", StateWriting.StorageName)] IPersistentState<Stored<GuestState>> stored,
    IProbe probe,
    MonitorSettings settings,
    FindingDelivery delivery) : Grain, IVmGrain
{
    private WitnessSeeker? _witnesses;
    private PendingViolation? _pending;

    private GuestId Id => GuestId.Parse(this.GetPrimaryKeyString());

    public async Task<GuestStanding> Observe(GuestSighting sighting, bool release)
    {
        _witnesses ??= new(Id, probe);
        var last = stored.State.Value;
        var witness = await _witnesses.Seek(last, sighting);
        var verdict = GuestTracker.Observe(Id, last, sighting, witness);
        var next = JudgeDisk(verdict.State, sighting);
        await Commit(next);

        var settled = verdict.Settled && _pending is null;
        if (release && settled && next.Ledger.Active.IsEmpty) DeactivateOnIdle();
        return new(settled, next.Ledger.Active, verdict.Reason);
    }

    public async Task<GuestStanding> Miss(DateTimeOffset at)
    {
        if (stored.State.Value is not { } last) return new(true, [], "never seen", Gone: true);
        var live = await probe.ReadGuestAsync(Id, last.Node, last.Kind, CancellationToken.None);
        if (live.Failure?.Kind != ProbeFailureKind.GuestMoved)
            return new(false, last.Ledger.Active, live.Failure?.Message ?? "its node knows it, the cluster's list does not");

        await Commit(GuestTracker.Vanish(Id, last, at));
        await stored.ClearStateAsync();
        DeactivateOnIdle();
        return new(true, [], "its configuration is gone", Gone: true);
    }

    public Task<GuestState?> Get() => Task.FromResult(stored.State.Value);

    private GuestState JudgeDisk(GuestState state, GuestSighting sighting)
    {
        var sample = sighting.Sample;
        if (sample.Kind != GuestKind.Container || sighting.NodeStatus != NodeStatus.Online) return state;
        if (!settings.Rules.Ladders.TryGetValue(Metric.GuestDisk, out var ladder)) return state;
        var judged = ThresholdWatch.Judge(
            state.Ledger, ladder, _pending, EntityId.Of(Id), $"Root disk of {Id}", sample.DiskRatio, sample.Node, sighting.At);
        _pending = judged.Pending;
        return state with { Ledger = judged.Ledger };
    }

    private async Task Commit(GuestState next)
    {
        await stored.Replace(next);
        if (next.Ledger.Outbox.IsEmpty) return;
        await delivery.Deliver(next.Ledger.Outbox);
        await stored.Replace(next with { Ledger = next.Ledger.Delivered() });
    }
}
