using System.Collections.Immutable;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests.Causes;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.Nodes;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Reads the tasks that run on a target, and whether tasks show that it was stopped on purpose.</summary>
internal sealed class TaskFactsReader(IProbe probe, IGrainFactory grains, MonitorSettings settings, NodeTasks nodeTasks, SteadyClock time)
{
    private const int Limit = 500;

    /// <summary>Whether the node of an action was shut down on purpose.</summary>
    public async Task<GuardrailContext> OfNode(GuardrailContext context, CancellationToken cancellation)
    {
        var (cluster, node) = (context.Action.Target.Cluster, context.Action.Node);
        var tasks = await probe.ReadClusterTasksAsync(cluster, cancellation);
        var target = await grains.Cluster(cluster).FindNode(node);
        var clock = await nodeTasks.Clock(cluster, time.GetUtcNow(), except: node);
        var departure = (await grains.Node(context.Action.NodeId).Get())?.Departure;
        IReadOnlyCollection<PveTask>? known = tasks.Succeeded && clock.Ahead is not null ? tasks.Value : null;
        return context with { StopIntent = StopIntent.OfNode(node, departure, known, LastAlive.Of(target?.Pulse, clock.Ahead)) };
    }

    /// <summary>The running tasks of an action's target, and whether its guest or service was stopped on purpose.</summary>
    /// <param name="context">What is known so far.</param>
    /// <param name="plan">The repair.</param>
    /// <param name="readings">The latest readings of the target.</param>
    /// <param name="runSince">When the guest's last run began; null if not known.</param>
    /// <param name="withIntent">Whether to read the intent too. This requires the node's clock, because tasks carry its time.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public async Task<GuardrailContext> OfTarget(
        GuardrailContext context, RemediationPlan plan, ProbeReadings readings, DateTimeOffset? runSince, bool withIntent,
        CancellationToken cancellation)
    {
        var node = context.Action.NodeId;
        var read = await probe.ReadTasksAsync(node, new(Limit: Limit), cancellation);
        var running = await Concerning(context.Action, Running(read));
        if (!withIntent) return context with { RunningTasks = running };
        var clock = await probe.ReadClockAsync(node, cancellation);
        var skew = NodeClock.Skew(clock, time.GetUtcNow());
        if (context.Action.Target.Kind == EntityKind.Service) return OfService(context, plan, readings, read, skew);
        var clockFailure = skew is null ? NodeClock.Describe(clock) : null;
        var cause = StopClassifier.Classify(new()
        {
            Vmid = context.Action.Target.Vmid!.Value,
            Lock = readings.Guest?.Lock,
            SeenLive = readings.Guest is not null,

            // What happened earlier was investigated when the condition began.
            RanAfter = plan.BeganAt,
            RunSince = runSince,
            ClockSkew = skew ?? TimeSpan.Zero,
            AskedAt = time.GetUtcNow(),
            Tasks = read.Succeeded && skew is not null ? StopIntent.Bearing(read.Value) : null,
            WhyTasksUnread = read.Failure?.Message ?? clockFailure,
        });
        return context with
        {
            RunningTasks = running,
            StopIntent = await OfNodeShutdown(context.Action.Target, read, skew, cancellation) ?? StopIntent.OfGuest(cause),
        };
    }

    private async Task<StopIntentFacts?> OfNodeShutdown(
        EntityId target, ProbeResult<ImmutableArray<PveTask>> read, TimeSpan? skew, CancellationToken cancellation)
    {
        if (!read.Succeeded || skew is not { } ahead) return null;
        var guest = await grains.Guest(new(target.Cluster, target.Vmid!.Value)).Get().WaitAsync(cancellation);
        return guest?.LastStop?.RanAfter is { } ranAfter ? StopIntent.OfNodeShutdown(read.Value, ranAfter + ahead) : null;
    }

    private GuardrailContext OfService(
        GuardrailContext context, RemediationPlan plan, ProbeReadings readings, ProbeResult<ImmutableArray<PveTask>> read, TimeSpan? skew)
    {
        // A routine tick reads a service once, so it may have been active until the tick before.
        var active = plan.BeganAt - settings.Tiers.Routine - settings.Tiers.Routine + skew;
        ServiceSample? unit = readings.Services is { } services && services.Any(service => service.Service == context.Action.Target.Name)
            ? services.First(service => service.Service == context.Action.Target.Name) : null;
        return context with
        {
            RunningTasks = Running(read),
            StopIntent = StopIntent.OfService(
                unit, read.Succeeded && active is not null ? [.. read.Value.Where(task => task.StartedAt >= active)] : null),
        };
    }

    // The log of a backup job over several guests shows which one is in progress. Without it, any could be.
    private async Task<ImmutableArray<PveTask>?> Concerning(RunbookAction action, ImmutableArray<PveTask>? running)
    {
        if (running is not { } tasks || action.Target.Vmid is not { } vmid) return running;
        var found = ImmutableArray.CreateBuilder<PveTask>();
        foreach (var task in tasks)
        {
            var job = task is { Type: TaskTypes.Backup, Id: "" } ? await nodeTasks.BackupLog(action.NodeId, task) : null;
            if (job is not { Whole: true } || job.Of(vmid) is { Outcome: BackupOutcome.Unfinished }) found.Add(task);
        }

        return found.DrainToImmutable();
    }

    private static ImmutableArray<PveTask>? Running(ProbeResult<ImmutableArray<PveTask>> read) =>
        read.Succeeded ? [.. read.Value.Where(task => task.EndedAt is null)] : null;
}
