using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>
/// Everything that guardrails judge by, read for this one decision. Null means "not known", which never allows; facts that do not concern
/// the kind of action (the lock of a node) may stay null.
/// </summary>
public sealed record GuardrailContext
{
    /// <summary>What is to be done.</summary>
    public required RunbookAction Action { get; init; }

    /// <summary>Now.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The limits.</summary>
    public required GuardrailSettings Settings { get; init; }

    /// <summary>The kill switch as stored, unset being off; null where it cannot be read, which counts as active.</summary>
    public KillSwitch? KillSwitch { get; init; }

    /// <summary>The level in force for the target.</summary>
    public LevelDecision? Level { get; init; }

    /// <summary>What people were asked about this incident; null where they were not.</summary>
    public Proposal? Proposal { get; init; }

    /// <summary>What the act token may.</summary>
    public ActTokenCheck? ActToken { get; init; }

    /// <summary>The cluster's members and quorum, read now.</summary>
    public ClusterMembership? Membership { get; init; }

    /// <summary>The node that acts: the guest's, the service's, or the living member that wakes another.</summary>
    public NodeLife? Node { get; init; }

    /// <summary>What Proxmox HA says of guest or node.</summary>
    public HaFacts? Ha { get; init; }

    /// <summary>The guest's lock.</summary>
    public LockFacts? Lock { get; init; }

    /// <summary>Tasks that run on the node now.</summary>
    public ImmutableArray<PveTask>? RunningTasks { get; init; }

    /// <summary>Whether somebody wanted it as it is.</summary>
    public StopIntentFacts? StopIntent { get; init; }

    /// <summary>What the target is and how it is marked.</summary>
    public TargetFacts? Target { get; init; }

    /// <summary>What was tried on this incident before.</summary>
    public AttemptFacts? Attempts { get; init; }

    /// <summary>The targets of the cluster's other remediations that are at work.</summary>
    public ImmutableArray<EntityId>? AtWork { get; init; }

    /// <summary>Whether many things fail at once.</summary>
    public StormState? Storm { get; init; }
}
