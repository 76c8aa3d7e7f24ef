using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>
/// The input of all guardrails, read for one decision. Null means "not known", which never allows an action. Facts that do not apply to the
/// kind of action, such as the lock of a node, may stay null.
/// </summary>
public sealed record GuardrailContext
{
    /// <summary>The action to judge.</summary>
    public required RunbookAction Action { get; init; }

    /// <summary>The current time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The configured limits.</summary>
    public required GuardrailSettings Settings { get; init; }

    /// <summary>The kill switch as stored; off if it was never set. Null if it cannot be read, which counts as active.</summary>
    public KillSwitch? KillSwitch { get; init; }

    /// <summary>The autonomy level that is in force for the target.</summary>
    public LevelDecision? Level { get; init; }

    /// <summary>The proposal made to people for this incident; null if there is none.</summary>
    public Proposal? Proposal { get; init; }

    /// <summary>What the act token is permitted to do.</summary>
    public ActTokenCheck? ActToken { get; init; }

    /// <summary>The cluster's members and quorum, read for this decision.</summary>
    public ClusterMembership? Membership { get; init; }

    /// <summary>The node that acts: the node of the guest or service, or the living member that wakes another node.</summary>
    public NodeLife? Node { get; init; }

    /// <summary>The state of Proxmox HA for the guest or node.</summary>
    public HaFacts? Ha { get; init; }

    /// <summary>The guest's lock.</summary>
    public LockFacts? Lock { get; init; }

    /// <summary>Tasks that are running on the node now.</summary>
    public ImmutableArray<PveTask>? RunningTasks { get; init; }

    /// <summary>Whether somebody put the target into its present state on purpose.</summary>
    public StopIntentFacts? StopIntent { get; init; }

    /// <summary>Whether the target is a template, and its tags.</summary>
    public TargetFacts? Target { get; init; }

    /// <summary>Previous attempts on this incident.</summary>
    public AttemptFacts? Attempts { get; init; }

    /// <summary>The targets of the cluster's other repairs that are in progress.</summary>
    public ImmutableArray<EntityId>? AtWork { get; init; }

    /// <summary>Whether a storm is active in the cluster.</summary>
    public StormState? Storm { get; init; }
}
