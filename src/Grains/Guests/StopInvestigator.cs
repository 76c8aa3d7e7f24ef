using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Causes;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Guests;

/// <summary>Gathers what is known about a confirmed stop and has it judged.</summary>
internal sealed class StopInvestigator(GuestId guest, IProbe probe, NodeTasks tasks, MonitorSettings settings)
{
    // A row's figures are up to 14 s old (api-facts §2).
    private static readonly TimeSpan RowAge = TimeSpan.FromSeconds(15);

    public async Task<StopFinding> Investigate(GuestSighting sighting, Witness witness, DateTimeOffset lastGoodAt, DateTimeOffset runsSince)
    {
        var sample = sighting.Sample;
        var node = new NodeId(guest.Cluster, sample.Node);
        var ran = lastGoodAt - RowAge;
        var skew = await Skew(node, sighting.At);
        // Without the privilege Proxmox answers with an empty list instead of a refusal (api-facts §2).
        var seen = sighting.Blind is null ? await tasks.Read(node, guest.Vmid, ran + skew, sighting.At) : null;
        var evidence = new StopEvidence
        {
            Vmid = guest.Vmid,
            Lock = witness.Kind == WitnessKind.Live ? witness.Live.Lock : sample.Lock,
            SeenLive = witness.Kind == WitnessKind.Live,
            HaState = sample.HaState,
            RanAfter = ran,
            RunsSince = runsSince,
            ClockSkew = skew,
            Tasks = seen is { Succeeded: true } ? seen.Value : null,
            Blind = sighting.Blind ?? seen?.Failure?.Message,
        };
        var cause = StopClassifier.Classify(evidence);
        if (!cause.IsUnexplained) return Judge(cause, sample, null);

        var journal = await probe.ReadJournalAsync(node, ran + skew, CancellationToken.None);
        if (journal.Succeeded) cause = StopClassifier.Classify(evidence with { KillLine = JournalReading.KillLine(journal.Value, guest.Vmid) });
        var config = await probe.ReadGuestConfigAsync(guest, sample.Node, sample.Kind, CancellationToken.None);
        return Judge(cause, sample, config.Succeeded ? config.Value.OnBoot : null);
    }

    private StopFinding Judge(StopCause cause, GuestSample sample, bool? onBoot)
    {
        var (crashed, reason) = CrashJudge.Judge(cause, settings.Rules.TasklessStop, onBoot, sample.Tags);
        return new(cause, crashed, reason);
    }

    private async Task<TimeSpan> Skew(NodeId node, DateTimeOffset now)
    {
        var clock = await tasks.Clock(node, now);
        return clock is { } skew ? skew : TimeSpan.Zero;
    }
}
