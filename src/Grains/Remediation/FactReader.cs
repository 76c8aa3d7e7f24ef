using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests.Causes;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Clusters;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.Nodes;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Gathers what guardrails judge by.</summary>
internal sealed partial class FactReader(
    IProbe probe, IActuator actuator, IAuditStore audit, IGrainFactory grains, MonitorSettings settings, NodeTasks logs, SteadyClock time, ILogger<FactReader> log)
{
    private const int Tasks = 500;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>What is known without asking Proxmox: enough for the guardrails of <see cref="LocalGuardrails"/>.</summary>
    public async Task<GuardrailContext> ReadLocal(RemediationPlan plan, RunbookAction action, IncidentJournal journal, RepairSurroundings around)
    {
        var guest = action.Target.Vmid is { } vmid ? await grains.Cluster(action.Target.Cluster).FindGuest(vmid) : null;
        var autonomy = await Autonomy(fresh: false);
        return WithAutonomy(Base(action, journal, around, guest) with
        {
            ActToken = actuator.TokenIdOf(action.Target.Cluster) is null ? new(ActTokenState.Absent, "no act token is configured for this cluster: it is never acted on") : null,
        }, autonomy, guest);
    }

    /// <summary>Everything, read live; the kill switch last.</summary>
    /// <param name="plan">What is to be repaired.</param>
    /// <param name="action">The action as it is meant now.</param>
    /// <param name="readings">What was read of the target just now.</param>
    /// <param name="journal">What is written about it.</param>
    /// <param name="around">What goes on beside it.</param>
    /// <param name="reads">What to read; all of it for whoever means to act. The rest stays unknown, which allows nothing.</param>
    public async Task<GuardrailContext> Live(
        RemediationPlan plan, RunbookAction action, ProbeReadings readings, IncidentJournal journal, RepairSurroundings around, GuardrailReads reads = GuardrailReads.All)
    {
        var of = grains.Cluster(action.Target.Cluster);
        var guest = action.Target.Vmid is { } vmid ? await of.FindGuest(vmid) : null;
        var acting = await of.FindNode(action.Kind == ActionKind.WakeNode ? action.Via?.Node ?? action.Node : action.Node);
        var stale = (await of.Header()).State == ClusterReach.Stale;
        var members = reads.HasFlag(GuardrailReads.Members) ? await probe.ReadMembershipAsync(action.Target.Cluster, CancellationToken.None) : null;
        var context = Base(action, journal, around, guest) with
        {
            Attempts = await Attempts(plan, journal),
            ActToken = reads.HasFlag(GuardrailReads.Token) ? await Twin(action.Target.Cluster) ?? await actuator.CheckTokenAsync(action, CancellationToken.None) : null,
            Membership = members is { Succeeded: true } ? members.Value : null,
            Node = Life(action, readings, acting, stale),
            Ha = await Ha(action, readings, guest),
            Lock = readings.Guest is { } live ? new LockFacts(live.Lock) : null,
        };
        if (!reads.HasFlag(GuardrailReads.Tasks)) return WithAutonomy(context, await Autonomy(fresh: true), guest) with { Now = time.GetUtcNow() };
        if (action.Kind == ActionKind.WakeNode) context = await OfNode(context);

        // A node that is silent is not asked for more: it would be waited for at each look.
        else if (context.Node is { Silence: null }) context = await OfTasks(context, plan, readings, guest?.RunSince, whose: reads.HasFlag(GuardrailReads.Target));
        return WithAutonomy(context, await Autonomy(fresh: true), guest) with { Now = time.GetUtcNow() };
    }

    private GuardrailContext Base(RunbookAction action, IncidentJournal journal, RepairSurroundings around, GuestEntry? guest) => new()
    {
        Action = action,
        Now = time.GetUtcNow(),
        Settings = settings.Guardrails,
        Proposal = around.Renewed ? null : journal.Proposal is { Approved: true } used && used.At(time.GetUtcNow()) == ProposalState.Expired ? null : journal.Proposal,
        Target = guest is null ? null : new(guest.Sample.Template, guest.Sample.Tags),
        AtWork = around.AtWork,
        Storm = around.Storm,
    };

    private GuardrailContext WithAutonomy(GuardrailContext context, AutonomySettings? autonomy, GuestEntry? guest)
    {
        var target = context.Action.Target;
        if (autonomy is null) return context with { KillSwitch = null, Level = null };
        return context with { KillSwitch = autonomy.KillSwitch, Level = AutonomyPolicy.LevelFor(settings.AutonomyRules, autonomy, target, guest?.Sample.Tags) };
    }

    private async Task<AutonomySettings?> Autonomy(bool fresh)
    {
        try
        {
            return await (fresh ? grains.Autonomy().Read() : grains.Autonomy().Get());
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnreadable(log, problem);
            return null;
        }
    }

    // One Proxmox under two names is acted on under the first of them.
    private async Task<ActTokenCheck?> Twin(ClusterName cluster)
    {
        if (settings.Clusters.Length < 2) return null;
        try
        {
            return await grains.Twins().Judge(cluster) switch
            {
                { Known: false, Description: var words } => new(ActTokenState.Unreadable, words),
                { Of: not null, Description: var words } => new(ActTokenState.Elsewhere, words),
                _ => null,
            };
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogNotCompared(log, cluster, problem.Message);
            return new(ActTokenState.Unreadable, $"it cannot be told whether {cluster} is the same Proxmox as another cluster");
        }
    }

    // An earlier incident on the target has had its own attempts; what it leaves is the rest between two, and a wider limit over all of them.
    private async Task<AttemptFacts> Attempts(RemediationPlan plan, IncidentJournal journal)
    {
        var now = time.GetUtcNow();
        var hourAgo = now - Hour;
        var (onTarget, last) = (0, (DateTimeOffset?)null);
        foreach (var key in plan.KeysOnTarget)
        {
            var tried = await audit.CountAttemptsSinceAsync(key, hourAgo, CancellationToken.None);
            var rows = tried > 0 ? await audit.ListByIncidentAsync(key, CancellationToken.None) : key == plan.IncidentKey ? journal.Rows : [];

            // The store counts rows of a clock that was set back since for as long as they are yet to come.
            if (tried > 0 && rows.Any(row => row.Timestamp > now)) tried = rows.Count(row => row.AttemptNumber > 0 && time.Known(row.Timestamp) >= hourAgo);
            onTarget += tried;
            if (LastTried(rows) is { } at && !(time.Known(at) <= last)) last = time.Known(at);
        }

        return new(journal.AttemptsSince(hourAgo, time), last, journal.Rows.Any(row => row.Escalated)) { OnTargetInLastHour = onTarget };
    }

    // What is proven never to have left has no effect that would have to show itself first.
    private static DateTimeOffset? LastTried(IReadOnlyList<AutonomyAction> rows)
    {
        DateTimeOffset? last = null;
        var withdrawn = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows.Reverse())
        {
            if (row.RemediationId is { } attempt && JournalRow.MarkOf(row) == JournalMark.Withdrawn) withdrawn.Add(attempt);
            if (row.VerificationResult is null && (row.AttemptNumber == 0 || withdrawn.Contains(row.RemediationId!))) continue;
            last = row.Timestamp;
            break;
        }

        return last;
    }

    private static NodeLife? Life(RunbookAction action, ProbeReadings readings, NodeEntry? node, bool stale)
    {
        if (node is null) return null;
        var answered = action.Kind switch
        {
            ActionKind.StartGuest => readings.Guest is not null && readings.GuestNode == node.Sample.Node,
            ActionKind.RestartService => readings.Services is not null,
            _ => readings.Members?.Nodes.Any(member => member.Local && member.Node == node.Sample.Node) == true,
        };

        // What the monitor has not looked at for three periods proves nothing; the node's own answer does.
        if (stale && !answered) return null;
        return new(node.Sample.Node, node.Believed, answered && readings.At > node.Pulse.MovedAt ? readings.At : node.Pulse.MovedAt)
        {
            Silence = answered ? null : readings.Blind,
        };
    }

    private async Task<HaFacts?> Ha(RunbookAction action, ProbeReadings readings, GuestEntry? guest)
    {
        var node = (await grains.Cluster(action.Target.Cluster).FindNode(action.Node))?.Sample.HaState;
        if (action.Kind != ActionKind.StartGuest) return new(null, null, node);
        return guest is null ? null : new(guest.Sample.HaState, readings.Guest?.HaManaged, node);
    }

    private async Task<GuardrailContext> OfNode(GuardrailContext context)
    {
        var tasks = await probe.ReadClusterTasksAsync(context.Action.Target.Cluster, CancellationToken.None);
        var target = await grains.Cluster(context.Action.Target.Cluster).FindNode(context.Action.Node);
        var clock = await logs.Clock(context.Action.Target.Cluster, time.GetUtcNow(), besides: context.Action.Node);
        var departure = (await grains.Node(context.Action.NodeId).Get())?.Departure;
        IReadOnlyCollection<PveTask>? known = tasks.Succeeded && clock.Ahead is not null ? tasks.Value : null;
        return context with { StopIntent = StopIntent.OfNode(context.Action.Node, departure, known, LastAlive.Of(target?.Pulse, clock.Ahead)) };
    }

    // Which tasks run is said by them alone; whose doing it is takes the node's clock too, since they carry its time.
    private async Task<GuardrailContext> OfTasks(GuardrailContext context, RemediationPlan plan, ProbeReadings readings, DateTimeOffset? runSince, bool whose)
    {
        var node = context.Action.NodeId;
        var read = await probe.ReadTasksAsync(node, new(Limit: Tasks), CancellationToken.None);
        var running = await Concerning(context.Action, Running(read));
        if (!whose) return context with { RunningTasks = running };
        var clock = await probe.ReadClockAsync(node, CancellationToken.None);
        var skew = NodeClock.Skew(clock, time.GetUtcNow());
        if (context.Action.Kind == ActionKind.RestartService) return OfService(context, plan, readings, read, skew);
        var cause = StopClassifier.Classify(new()
        {
            Vmid = context.Action.Target.Vmid!.Value,
            Lock = readings.Guest?.Lock,
            SeenLive = readings.Guest is not null,

            // What happened before was looked into when the condition came.
            RanAfter = plan.BeganAt,
            RunSince = runSince,
            ClockSkew = skew ?? TimeSpan.Zero,
            AskedAt = time.GetUtcNow(),
            Tasks = read.Succeeded && skew is not null ? StopIntent.Bearing(read.Value) : null,
            Blind = read.Failure?.Message ?? (skew is null ? NodeClock.Describe(clock) : null),
        });
        return context with { RunningTasks = running, StopIntent = StopIntent.OfGuest(cause) };
    }

    private GuardrailContext OfService(
        GuardrailContext context, RemediationPlan plan, ProbeReadings readings, ProbeResult<ImmutableArray<PveTask>> read, TimeSpan? skew)
    {
        // A service is looked at once in a routine tick, so it may have been active until the one before.
        var active = plan.BeganAt - settings.Tiers.Routine - settings.Tiers.Routine + skew;
        ServiceSample? unit = readings.Services is { } services && services.Any(service => service.Service == context.Action.Target.Name)
            ? services.First(service => service.Service == context.Action.Target.Name) : null;
        return context with
        {
            RunningTasks = Running(read),
            StopIntent = StopIntent.OfService(unit, read.Succeeded && active is not null ? [.. read.Value.Where(task => task.StartedAt >= active)] : null),
        };
    }

    // A backup job of many is at work on the guest that its log is at; one whose log cannot be read may be at any.
    private async Task<ImmutableArray<PveTask>?> Concerning(RunbookAction action, ImmutableArray<PveTask>? running)
    {
        if (running is not { } tasks || action.Target.Vmid is not { } vmid) return running;
        var found = ImmutableArray.CreateBuilder<PveTask>();
        foreach (var task in tasks)
        {
            var job = task is { Type: TaskTypes.Backup, Id: "" } ? await logs.BackupLog(action.NodeId, task) : null;
            if (job is not { Whole: true } || job.Of(vmid) is { Outcome: BackupOutcome.Unfinished }) found.Add(task);
        }

        return found.DrainToImmutable();
    }

    private static ImmutableArray<PveTask>? Running(ProbeResult<ImmutableArray<PveTask>> read) => read.Succeeded ? [.. read.Value.Where(task => task.EndedAt is null)] : null;

    [LoggerMessage(LogLevel.Warning, "Whether cluster {Cluster} is the same Proxmox as another could not be found out; it is not acted on: {Reason}")]
    private static partial void LogNotCompared(ILogger log, ClusterName cluster, string reason);

    [LoggerMessage(LogLevel.Warning, "The autonomy settings cannot be read; the kill switch counts as active")]
    private static partial void LogUnreadable(ILogger log, Exception problem);
}
