using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Nodes;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Nodes;

/// <summary>
/// One node: its last known state, and the active conditions on it and its services, storages and certificates. Key: <c>lab/pve1</c>.
/// </summary>
[Alias("node-grain")]
public interface INodeGrain : IGrainWithStringKey
{
    /// <summary>Applies the state in a row. A node that the row calls offline is pinged.</summary>
    /// <param name="entry">Its row and pulse.</param>
    /// <param name="address">Its own address; null if not known.</param>
    /// <param name="doubt">How far a row that calls it offline is believed.</param>
    [Alias("observe-doubted")]
    Task<NodeOutcome> Observe(NodeEntry entry, string? address, OfflineDoubt doubt);

    /// <summary>
    /// <see cref="Observe(NodeEntry, string, OfflineDoubt)"/> as silos of the previous version call it.
    /// </summary>
    /// <param name="entry">Its row and pulse.</param>
    /// <param name="address">Its own address; null if not known.</param>
    /// <param name="doubt">Why a row that calls it offline is not believed; null if it is.</param>
    [Alias("observe-entry")]
    Task<NodeOutcome> Observe(NodeEntry entry, string? address, string? doubt);

    /// <summary>
    /// <see cref="Observe(NodeEntry, string, OfflineDoubt)"/> as silos of an older version call it, without pace and doubt.
    /// </summary>
    /// <param name="status">The status in the row.</param>
    /// <param name="frozen">Whether its data does not change; null if not known yet.</param>
    /// <param name="address">Its own address; null if not known.</param>
    /// <param name="at">When the row was taken.</param>
    [Alias("observe")]
    Task<NodeOutcome> Observe(NodeStatus status, bool? frozen, string? address, DateTimeOffset at);

    /// <summary>Evaluates its figures and those of its own storages.</summary>
    /// <param name="sample">Its row.</param>
    /// <param name="storages">The rows of its own storages.</param>
    /// <param name="access">The read token's privileges, so that a part without a row does not count as gone; null if not known.</param>
    /// <param name="at">When the rows were taken.</param>
    [Alias("judge-seen")]
    Task<NodeOutcome> Judge(NodeSample sample, ImmutableArray<StorageSample> storages, AccessReport? access, DateTimeOffset at);

    /// <summary>
    /// <see cref="Judge(NodeSample, ImmutableArray{StorageSample}, AccessReport, DateTimeOffset)"/> as silos of the previous version call
    /// it.
    /// </summary>
    /// <param name="sample">Its row.</param>
    /// <param name="storages">The rows of its own storages.</param>
    /// <param name="at">When the rows were taken.</param>
    [Alias("judge")]
    Task<NodeOutcome> Judge(NodeSample sample, ImmutableArray<StorageSample> storages, DateTimeOffset at);

    /// <summary>Evaluates what the routine poll read.</summary>
    [Alias("inspect")]
    Task<NodeOutcome> Inspect(NodeInspection inspection);

    /// <summary>It is no longer a member of the cluster: its conditions end.</summary>
    [Alias("leave")]
    Task Remove(DateTimeOffset at);

    /// <summary>Its cluster is no longer watched: nothing is kept in memory. Its stored state is deleted elsewhere.</summary>
    [Alias("forget")]
    Task Forget();

    /// <summary>The result of each rule on it and its parts, by its stored state.</summary>
    /// <param name="entry">Its latest row and its pulse.</param>
    [Alias("explain-entry"), AlwaysInterleave]
    Task<NodeExplanation> Explain(NodeEntry entry);

    /// <summary><see cref="Explain(NodeEntry)"/> as silos of the previous version call it.</summary>
    /// <param name="status">The status in the latest row.</param>
    /// <param name="frozen">Whether its data does not change.</param>
    /// <param name="at">When the row was taken.</param>
    [Alias("explain"), AlwaysInterleave]
    Task<NodeExplanation> Explain(NodeStatus status, bool frozen, DateTimeOffset at);

    /// <summary>The last known state; null if it was never seen.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<NodeState?> Get();
}

/// <summary>The outcome of a call to a node.</summary>
/// <param name="Conditions">The active conditions on it and its parts.</param>
/// <param name="Reason">The reason for the outcome, as text.</param>
[GenerateSerializer, Immutable, Alias("node-standing")]
public readonly record struct NodeOutcome([property: Id(0)] ImmutableArray<ActiveCondition> Conditions, [property: Id(1)] string Reason);

/// <summary>What a routine poll read on a node. A part that could not be read is null and changes nothing.</summary>
/// <param name="At">When the poll read it.</param>
/// <param name="Services">Its services.</param>
/// <param name="Storages">Its storages, including those that it does not use.</param>
/// <param name="Certificates">Its certificates.</param>
[GenerateSerializer, Immutable, Alias("node-inspection")]
public sealed record NodeInspection(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] ImmutableArray<ServiceSample>? Services,
    [property: Id(2)] ImmutableArray<StorageSample>? Storages,
    [property: Id(3)] ImmutableArray<CertificateSample>? Certificates)
{
    /// <summary>Why parts could not be read, by condition.</summary>
    [Id(4)] public ImmutableDictionary<ConditionType, string> Unread { get; init; } = ImmutableDictionary<ConditionType, string>.Empty;

    /// <summary>The rows of its storages in the cluster's latest snapshot: those in use.</summary>
    [Id(5)] public ImmutableArray<StorageSample> Rows { get; init; } = [];

    /// <summary>The read token's privileges, so that a part that is not listed does not count as gone; null if not known.</summary>
    [Id(6)] public AccessReport? Access { get; init; }

    /// <summary>When the poll read it, by the clock of its cluster; null if that could not be read.</summary>
    [Id(7)] public DateTimeOffset? NodeTime { get; init; }

    /// <summary>The node's API that refused connections; null if it did not.</summary>
    [Id(8)] public RefusedApi? Refused { get; init; }

    /// <summary>The lists of existing parts, of those that were read.</summary>
    /// <param name="node">The node.</param>
    public IEnumerable<PartAnswer> Parts(NodeId node) =>
    [
        .. Services is { } services ? [NodeParts.Services(node, services)] : Array.Empty<PartAnswer>(),
        .. Storages is { } storages ? NodeParts.Storages(node, storages, Rows, Access) : [],
        .. Certificates is { } certificates ? [NodeParts.Certificates(node, certificates)] : Array.Empty<PartAnswer>(),
    ];

    /// <summary>The conditions whose parts were read.</summary>
    public IReadOnlyCollection<ConditionType> Read =>
    [
        .. Services is null ? [] : ConditionCatalog.From(DataSource.Services),
        .. Storages is null ? [] : ConditionCatalog.From(DataSource.Storages),
        .. Certificates is null ? [] : ConditionCatalog.From(DataSource.Certificates),
    ];
}

/// <summary>The results of the rules on a node.</summary>
/// <param name="Judgements">The results of all rules on the node and its parts.</param>
/// <param name="Unread">Why parts could not be read, by condition.</param>
[GenerateSerializer, Immutable, Alias("node-explanation")]
public sealed record NodeExplanation(
    [property: Id(0)] ImmutableArray<RuleEvaluation> Judgements, [property: Id(1)] ImmutableDictionary<ConditionType, string> Unread)
{
    /// <summary>The explanation of a node that was never seen.</summary>
    public static NodeExplanation Nothing { get; } = new([], ImmutableDictionary<ConditionType, string>.Empty);
}
