using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>What the critical, important and routine polls of one cluster share.</summary>
internal sealed class ClusterContext
{
    public ClusterContext(
        ClusterName name, string silo, LazyPersistentState<ClusterState> stored, ClusterServices services, IGrainFactory grains,
        ILogger log)
    {
        var (probe, settings, tasks, metrics, time) =
            (services.Probe, services.Settings, services.NodeTasks, services.Metrics, services.Time);
        Name = name;
        Record = new(stored, services.Delivery, time);
        Reach = new(name, silo, probe, settings, time, log);
        Stages = new(name, metrics, time, log, Reach.RecordStageFailure);
        Access = new(name, probe, metrics, log);
        Permissions = new(name, grains, Access, Record, Reach);
        Partition = new(name, probe);
        Clocks = new(name, tasks, time, grains, log);
        Identity = new(name, probe, grains, settings, log);
        VanishedParts = new(name);
        Protection = new(name);
        var storms = new StormPrecheck(
            name, grains, services.Alarm, new(name, probe, tasks, settings, time), settings, metrics, time, log);
        var firstSights = new FirstSights(name, services.GuestStates, settings.Rules, time);
        Guests = new(new(name, grains, metrics, time, log), firstSights, storms);
        Nodes = new(name, grains, metrics, time, log);
        History = new(name, settings.Tiers.Critical, services.History, services.HistoryFiller, services.HistoryMeter, time);
    }

    public ClusterName Name { get; }

    /// <summary>The latest rows, with the conditions of nodes and guests.</summary>
    public ClusterSnapshot Snapshot { get; set; } = ClusterSnapshot.Empty;

    /// <summary>Rows of the latest answer that could not be read.</summary>
    public UnreadableRows Unreadable { get; set; } = UnreadableRows.None;

    public ClusterRecord Record { get; }
    public ClusterPublisher Publisher { get; } = new();

    /// <summary>The latest results of the rules on the cluster as a whole.</summary>
    public RuleBook Book { get; } = new();
    public StageGuard Stages { get; }
    public ReachWatch Reach { get; }
    public AccessWatch Access { get; }
    public PermissionWatch Permissions { get; }
    public PartitionWatch Partition { get; }
    public ClockComparison Clocks { get; }
    public IdentityClaim Identity { get; }
    public VanishedPartsWatch VanishedParts { get; }
    public ProtectionWatch Protection { get; }
    public GuestFanOut Guests { get; }
    public NodeFanOut Nodes { get; }
    public ClusterHistory History { get; }

    /// <summary>Whether the snapshot may be evaluated: the latest poll was answered.</summary>
    public bool IsCurrent => Reach.Header.State is PollState.Ok or PollState.Blind;

    /// <summary>The read token's privileges; null while something has vanished that a lost privilege may hide.</summary>
    public AccessReport? SettledAccess => Access.IsPending ? null : Access.Report;

    /// <summary>Applies an assessment of the cluster to a ledger, or to the stored one.</summary>
    public ConditionLedger Apply(Assessment assessment, DateTimeOffset at, ConditionLedger? ledger = null)
    {
        Book.Note([assessment], at);
        return (ledger ?? Record.Ledger).Apply(assessment, at);
    }

    /// <summary>Applies what notified guests answered to the snapshot.</summary>
    public void Apply(FanOutResult result)
    {
        Snapshot = Snapshot.WithGuests(result.Replaced, result.Gone);
        Publisher.AddGone(result.Gone);
    }

    public void Apply(ClusterMembership membership)
    {
        Reach.RecordMembership(membership);
        Nodes.Addresses = membership.Nodes
            .Where(member => member.Address is { Length: > 0 })
            .DistinctBy(member => member.Node, StringComparer.Ordinal)
            .ToImmutableDictionary(member => member.Node, member => member.Address!, StringComparer.Ordinal);
    }

    /// <summary>Publishes the snapshot with the conditions of a ledger.</summary>
    public void Publish(ConditionLedger ledger)
    {
        Reach.RecordConditions(ledger);
        Publisher.Publish(Reach.Header, Snapshot);
    }

    /// <summary>When the cluster was watched last, by the monitor's present clock.</summary>
    public async Task<LastWatch> LastWatched()
    {
        var at = Record.State.SeenAt;
        await Stages.Run(PollStage.Clock, async () => at = await Clocks.LastWatchedAt(Record.State, Snapshot));
        return LastWatch.Of(Record.State, at);
    }

    /// <summary>Reads the token's privileges again if parts are missing that a lost privilege may hide.</summary>
    public async Task ReadAccess(IReadOnlyList<EntityId> missing, DateTimeOffset now)
    {
        if (missing.Count == 0) return;
        if (!await Stages.Run(PollStage.Access, () => Permissions.Read(Snapshot, LostPermissionHints.Of(missing), now)))
            Access.RecordReadFailure();
    }
}
