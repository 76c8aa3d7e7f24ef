using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Grains.Clusters;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Reads the facts that guardrails judge by.</summary>
internal sealed partial class FactReader(
    IProbe probe, IActuator actuator, IGrainFactory grains, AttemptReader attempts, TaskFactsReader tasks, MonitorSettings settings,
    SteadyClock time, ILogger<FactReader> log)
{
    /// <summary>What is known without asking Proxmox: enough for the guardrails of <see cref="LocalGuardrails"/>.</summary>
    public async Task<GuardrailContext> ReadLocal(RunbookAction action, IncidentJournal journal, RepairSurroundings surroundings)
    {
        var guest = action.Target.Vmid is { } vmid ? await grains.Cluster(action.Target.Cluster).FindGuest(vmid) : null;
        var autonomy = await Autonomy(fresh: false);
        return WithAutonomy(Base(action, journal, surroundings, guest) with
        {
            ActToken = actuator.TokenIdOf(action.Target.Cluster) is null
                ? new(ActTokenState.Absent, "no act token is configured for this cluster: it is never acted on") : null,
        }, autonomy, guest);
    }

    /// <summary>Reads all facts live, the kill switch last.</summary>
    /// <param name="plan">The repair.</param>
    /// <param name="action">The action as it applies now.</param>
    /// <param name="readings">The latest readings of the target.</param>
    /// <param name="journal">Its journal.</param>
    /// <param name="surroundings">What the repair must know about the others in its cluster.</param>
    /// <param name="reads">What to read; everything before acting. Facts that are not read stay unknown, which allows nothing.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public async Task<GuardrailContext> Live(
        RemediationPlan plan, RunbookAction action, ProbeReadings readings, IncidentJournal journal,
        RepairSurroundings surroundings, GuardrailReads reads, CancellationToken cancellation)
    {
        var cluster = grains.Cluster(action.Target.Cluster);
        var guest = action.Target.Vmid is { } vmid ? await cluster.FindGuest(vmid) : null;
        var acting = await cluster.FindNode(action.ActingNode);
        var stale = (await cluster.Header()).State == PollState.Stale;
        var members = reads.HasFlag(GuardrailReads.Members)
            ? await probe.ReadMembershipAsync(action.Target.Cluster, cancellation) : null;
        var context = Base(action, journal, surroundings, guest) with
        {
            Attempts = await attempts.Read(plan, journal, cancellation),
            ActToken = reads.HasFlag(GuardrailReads.Token)
                ? await CheckDuplicate(action.Target.Cluster) ?? await actuator.CheckTokenAsync(action, cancellation) : null,
            Membership = members is { Succeeded: true } ? members.Value : null,
            Node = Life(action, readings, acting, stale),
            Ha = await Ha(action, readings, guest),
            Lock = readings.Guest is { } live ? new LockFacts(live.Lock) : null,
        };
        if (!reads.HasFlag(GuardrailReads.Tasks))
            return WithAutonomy(context, await Autonomy(fresh: true), guest) with { Now = time.GetUtcNow() };
        if (action.IsNodeAway) context = await tasks.OfNode(context, cancellation);

        // A node that does not answer is not asked for more: each check would wait for it.
        else if (context.Node is { Silence: null })
            context = await tasks.OfTarget(
                context, plan, readings, guest?.RunSince, withIntent: reads.HasFlag(GuardrailReads.Target), cancellation);
        return WithAutonomy(context, await Autonomy(fresh: true), guest) with { Now = time.GetUtcNow() };
    }

    private GuardrailContext Base(
        RunbookAction action, IncidentJournal journal, RepairSurroundings surroundings, GuestEntry? guest) => new()
        {
            Action = action,
            Now = time.GetUtcNow(),
            Settings = settings.Guardrails,
            Proposal = surroundings.Renewed || IsUsedUp(journal.Proposal) ? null : journal.Proposal,
            Target = guest is null ? null : new(guest.Sample.Template, guest.Sample.Tags),
            AtWork = surroundings.AtWork,
            Storm = surroundings.Storm,
        };

    private bool IsUsedUp(Proposal? proposal) =>
        proposal is { Approved: true } && proposal.At(time.GetUtcNow()) == ProposalState.Expired;

    private GuardrailContext WithAutonomy(GuardrailContext context, AutonomySettings? autonomy, GuestEntry? guest)
    {
        var target = context.Action.Target;
        if (autonomy is null) return context with { KillSwitch = null, Level = null };
        return context with
        {
            KillSwitch = autonomy.KillSwitch,
            Level = AutonomyPolicy.LevelFor(settings.Autonomy, autonomy, target, guest?.Sample.Tags)
        };
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

    // A Proxmox cluster that is configured under two names is only acted on under the first.
    private async Task<ActTokenCheck?> CheckDuplicate(ClusterName cluster)
    {
        if (settings.Clusters.Length < 2) return null;
        try
        {
            return await grains.Twins().Judge(cluster) switch
            {
                { Known: false, Description: var reason } => new(ActTokenState.Unreadable, reason),
                { Of: not null, Description: var reason } => new(ActTokenState.Elsewhere, reason),
                _ => null,
            };
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogNotCompared(log, cluster, problem.Message);
            return new(ActTokenState.Unreadable, $"it is not known whether {cluster} is the same Proxmox as another cluster");
        }
    }

    private static NodeLife? Life(RunbookAction action, ProbeReadings readings, NodeEntry? node, bool stale)
    {
        if (node is null) return null;
        var answered = action.HasAnswered(readings, node.Sample.Node);

        // A snapshot older than three periods proves nothing; the node's own answer does.
        if (stale && !answered) return null;
        return new(node.Sample.Node, node.Believed, answered && readings.At > node.Pulse.MovedAt ? readings.At : node.Pulse.MovedAt)
        {
            Silence = answered ? null : readings.Blind,
        };
    }

    private async Task<HaFacts?> Ha(RunbookAction action, ProbeReadings readings, GuestEntry? guest)
    {
        var node = (await grains.Cluster(action.Target.Cluster).FindNode(action.Node))?.Sample.HaState;
        if (action.Target.Kind != EntityKind.Guest) return new(null, null, node);
        return guest is null ? null : new(guest.Sample.HaState, readings.Guest?.HaManaged, node);
    }

    [LoggerMessage(LogLevel.Warning,
        "Whether cluster {Cluster} is the same Proxmox as another could not be found out; it is not acted on: {Reason}")]
    private static partial void LogNotCompared(ILogger log, ClusterName cluster, string reason);

    [LoggerMessage(LogLevel.Warning, "The autonomy settings cannot be read; the kill switch counts as active")]
    private static partial void LogUnreadable(ILogger log, Exception problem);
}
