using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Clusters;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Reads, live, what a step of a remediation asks for.</summary>
internal sealed class EvidenceReader(IProbe probe, IActuator actuator, IGrainFactory grains, TimeProvider time)
{
    private const int Tasks = 500;

    public async Task<Evidence> Read(Step step, Evidence before, int entries)
    {
        var action = step.Action;
        var evidence = new Evidence
        {
            At = time.GetUtcNow(),
            Entries = entries,
            Asked = step.Reads,
            GuestBefore = before.Guest ?? before.GuestBefore,
            ActUser = actuator.TokenIdOf(action.Target.Cluster),
        };
        if (step.Reads.HasFlag(Reads.Guest)) evidence = await Guest(action, evidence);
        if (step.Reads.HasFlag(Reads.Members)) evidence = With(evidence, await probe.ReadMembershipAsync(action.Target.Cluster, CancellationToken.None), (all, value) => all with { Members = value });
        if (step.Reads.HasFlag(Reads.Answer)) evidence = evidence with { Answers = await Ping(action, evidence) };
        if (step.Reads.HasFlag(Reads.Services)) evidence = With(evidence, await probe.ReadServicesAsync(action.NodeId, CancellationToken.None), (all, value) => all with { Services = value });
        if (step.Reads.HasFlag(Reads.Tasks)) evidence = await NodeTasks(step, evidence);
        if (step.Reads.HasFlag(Reads.Task) && step.Upid is { } upid)
            evidence = With(evidence, await actuator.ReadTaskAsync(action.Target.Cluster, upid, CancellationToken.None), (all, value) => all with { Task = value });
        return evidence with { At = time.GetUtcNow() };
    }

    private Task<bool?> Ping(RunbookAction action, Evidence evidence)
    {
        var target = evidence.Members?.Nodes.FirstOrDefault(member => member.Node == action.Node);
        return probe.PingAsync(action.NodeId, target?.Address, CancellationToken.None);
    }

    // A guest moves, so it is asked on the node that the newest snapshot names.
    private async Task<Evidence> Guest(RunbookAction action, Evidence evidence)
    {
        var guest = new GuestId(action.Target.Cluster, action.Target.Vmid!.Value);
        var node = (await grains.Cluster(guest.Cluster).FindGuest(guest.Vmid))?.Sample.Node ?? action.Node;
        var live = await probe.ReadGuestAsync(guest, node, action.GuestKind!.Value, CancellationToken.None);
        return With(evidence, live, (all, value) => all with { Guest = value }) with { GuestNode = node };
    }

    private async Task<Evidence> NodeTasks(Step step, Evidence evidence)
    {
        var node = step.Action.NodeId;
        var clock = await probe.ReadClockAsync(node, CancellationToken.None);
        evidence = evidence with { ClockSkew = NodeClock.Skew(clock, time.GetUtcNow()) };
        if (evidence.ClockSkew is null) return evidence with { Blind = evidence.Blind ?? NodeClock.Words(clock) };
        var tasks = await probe.ReadTasksAsync(node, new(Limit: Tasks), CancellationToken.None);
        var since = step.Since + evidence.ClockSkew;
        return With(evidence, tasks, (all, value) => all with { Tasks = value, TasksComplete = value.Length < Tasks || value.Any(task => task.StartedAt < since) });
    }

    private static Evidence With<T>(Evidence evidence, ProbeResult<T> result, Func<Evidence, T, Evidence> take) =>
        result.Succeeded ? take(evidence, result.Value) : evidence with { Blind = evidence.Blind ?? result.Failure.Message };
}
