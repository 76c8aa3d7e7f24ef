using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Causes;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Keys;
using OrleansMonitor.Grains.Placement;

namespace OrleansMonitor.Grains.Guests;

[ClusterPlacement]
internal sealed class VmGrain(
    [PersistentState("guest", StateWriting.StorageName)] IPersistentState<Stored<GuestState>> stored,
    IProbe probe,
    MonitorSettings settings,
    NodeTasks tasks,
    FindingDelivery delivery) : Grain, IVmGrain
{
    private WitnessSeeker? _witnesses;
    private DateTimeOffset? _lastGoodAt;
    private GuestFigures? _figures;
    private Witness _witness = Witness.None;

    private GuestId Id => GuestId.Parse(this.GetPrimaryKeyString());

    public async Task<GuestStanding> Observe(GuestSighting sighting, bool release)
    {
        _witnesses ??= new(Id, probe);
        var last = stored.State.Value;
        var witness = await _witnesses.Seek(last, sighting);
        _witness = witness;
        var verdict = GuestTracker.Observe(Id, last, sighting, witness, await FindCause(last, sighting, witness));
        _figures ??= new(Id, settings.Rules);
        var next = _figures.Judge(verdict.State, sighting);
        await Commit(next);

        // The next claim is another one: it must not be explained by what explained this one.
        if (verdict.Settled) _lastGoodAt = null;
        var settled = verdict.Settled && !_figures.Hold;
        if (release && settled && next.Ledger.Active.IsEmpty) DeactivateOnIdle();
        return new(settled, next.Ledger.Active, verdict.Reason);
    }

    public async Task<GuestStanding> Miss(DateTimeOffset at)
    {
        if (stored.State.Value is not { } last) return new(true, [], "never seen", Gone: true);
        var absence = await Absence(last, at);
        if (absence.Destroyed is not { } task)
        {
            var hidden = GuestTracker.Hide(Id, last, absence.Words, at);
            await Commit(hidden);
            return new(false, hidden.Ledger.Active, absence.Words);
        }

        await Commit(GuestTracker.Vanish(Id, last, task, at));
        await stored.ClearStateAsync();
        DeactivateOnIdle();
        return new(true, [], absence.Words, Gone: true);
    }

    public Task<ImmutableArray<Judgement>> Explain(GuestSighting sighting, int missedPolls)
    {
        if (stored.State.Value is not { } state) return Task.FromResult<ImmutableArray<Judgement>>([]);
        _figures ??= new(Id, settings.Rules);
        return Task.FromResult(GuestTracker.Explain(Id, state, sighting, _witness, missedPolls).AddRange(_figures.Explain(state, sighting, missedPolls)));
    }

    public Task<GuestState?> Get() => Task.FromResult(stored.State.Value);

    // Gone takes proof: its node has no configuration of it, and a task destroyed it.
    private async Task<(PveTask? Destroyed, string Words)> Absence(GuestState last, DateTimeOffset at)
    {
        var live = await probe.ReadGuestAsync(Id, last.Node, last.Kind, CancellationToken.None);
        if (live.Succeeded) return (null, "its node knows it, but the cluster's list lacks it");
        if (live.Failure.Kind != ProbeFailureKind.GuestMoved) return (null, live.Failure.Message);
        var seen = await tasks.Read(new(Id.Cluster, last.Node), Id.Vmid, last.Since, at);
        var destroyed = seen.Succeeded ? StopClassifier.Destruction(Id.Vmid, seen.Value) : null;
        return (destroyed, destroyed is null ? "its node has no configuration of it, and no task destroyed it" : $"{destroyed.Type} by {destroyed.User}");
    }

    // A claim may wait for its witness over several rows; what ended the run began after the last good one before the first of them.
    private async Task<StopFinding?> FindCause(GuestState? last, GuestSighting sighting, Witness witness)
    {
        if (last is null || !GuestTracker.NeedsWitness(last, sighting)) _lastGoodAt = null;
        else _lastGoodAt ??= sighting.LastGoodAt > last.Since ? sighting.LastGoodAt : last.Since;

        return _lastGoodAt is { } lastGoodAt && GuestTracker.IsConfirmedStop(last, sighting, witness)
            ? await new StopInvestigator(Id, probe, tasks, settings).Investigate(sighting, witness, lastGoodAt, last!.Since)
            : null;
    }

    private async Task Commit(GuestState next)
    {
        await stored.Replace(next);
        if (next.Ledger.Outbox.IsEmpty) return;
        await delivery.Deliver(next.Ledger.Outbox);
        await stored.Replace(next with { Ledger = next.Ledger.Delivered() });
    }
}
