using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Clusters;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Reads, live, what a step of a repair needs.</summary>
internal sealed class ProbeReadingsReader(IProbe probe, IActuator actuator, IGrainFactory grains, TimeProvider time)
{
    private const int Tasks = 500;

    public async Task<ProbeReadings> Read(RemediationStep step, ProbeReadings before, int entries, CancellationToken cancellation)
    {
        var action = step.Action;
        var readings = new ProbeReadings
        {
            At = time.GetUtcNow(),
            Entries = entries,
            Asked = step.Reads,
            GuestBefore = before.Guest ?? before.GuestBefore,
            ActUser = actuator.TokenIdOf(action.Target.Cluster),
        };
        if (step.Reads.HasFlag(Reads.Guest)) readings = await Guest(action, readings, cancellation);
        if (step.Reads.HasFlag(Reads.Members))
            readings = With(
                readings, await probe.ReadMembershipAsync(action.Target.Cluster, cancellation),
                (all, value) => all with { Members = value });
        if (step.Reads.HasFlag(Reads.Answer)) readings = readings with { Reaction = await Ping(action, readings, cancellation) };
        if (step.Reads.HasFlag(Reads.Services))
            readings = With(
                readings, await probe.ReadServicesAsync(action.NodeId, cancellation),
                (all, value) => all with { Services = value });
        if (step.Reads.HasFlag(Reads.Tasks)) readings = await NodeTasks(step, readings, cancellation);
        if (step.Reads.HasFlag(Reads.Task) && step.Upid is { } upid)
            readings = With(
                readings, await actuator.ReadTaskAsync(action.Target.Cluster, upid, cancellation),
                (all, value) => all with { Task = value });
        return readings with { At = time.GetUtcNow() };
    }

    private Task<NodeReaction?> Ping(RunbookAction action, ProbeReadings readings, CancellationToken cancellation)
    {
        var target = readings.Members?.Nodes.FirstOrDefault(member => member.Node == action.Node);
        return probe.PingAsync(action.NodeId, target?.Address, cancellation);
    }

    // Guests move: the latest snapshot names the node to ask.
    private async Task<ProbeReadings> Guest(RunbookAction action, ProbeReadings readings, CancellationToken cancellation)
    {
        var guest = new GuestId(action.Target.Cluster, action.Target.Vmid!.Value);
        var node = (await grains.Cluster(guest.Cluster).FindGuest(guest.Vmid))?.Sample.Node ?? action.Node;
        var live = await probe.ReadGuestAsync(guest, node, action.GuestKind!.Value, cancellation);
        return With(readings, live, (all, value) => all with { Guest = value }) with { GuestNode = node };
    }

    private async Task<ProbeReadings> NodeTasks(RemediationStep step, ProbeReadings readings, CancellationToken cancellation)
    {
        var node = step.Action.NodeId;
        var clock = await probe.ReadClockAsync(node, cancellation);
        readings = readings with { ClockSkew = NodeClock.Skew(clock, time.GetUtcNow()) };
        if (readings.ClockSkew is null) return readings with { Blind = readings.Blind ?? NodeClock.Describe(clock) };
        var tasks = await probe.ReadTasksAsync(node, new(Limit: Tasks), cancellation);
        var since = step.Since + readings.ClockSkew;
        return With(readings, tasks,
            (all, value) => all with { Tasks = value, TasksComplete = value.Length < Tasks || value.Any(task => task.StartedAt < since) });
    }

    private static ProbeReadings With<T>(ProbeReadings readings, ProbeResult<T> result, Func<ProbeReadings, T, ProbeReadings> take) =>
        result.Succeeded ? take(readings, result.Value) : readings with { Blind = readings.Blind ?? result.Failure.Message };
}
