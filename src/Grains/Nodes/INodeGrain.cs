using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Nodes;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Nodes;

/// <summary>One node: its last-known state and what stands on it, its services, storages and certificates. Key: <c>lab/pve1</c>.</summary>
[Alias("node-grain")]
public interface INodeGrain : IGrainWithStringKey
{
    /// <summary>Takes in what a row says of its state; a node that is said to be offline is asked itself.</summary>
    /// <param name="entry">Its row and pulse.</param>
    /// <param name="address">Its own address, where known.</param>
    /// <param name="doubt">Why it is not believed to be offline where its row says so; null where it is.</param>
    [Alias("observe-entry")]
    Task<NodeOutcome> Observe(NodeEntry entry, string? address, string? doubt);

    /// <summary><see cref="Observe(NodeEntry, string, string)"/> as silos of the version before ask for it, which know neither pace nor doubt.</summary>
    /// <param name="status">What the row says.</param>
    /// <param name="frozen">Whether its data does not change; null where it is not known yet.</param>
    /// <param name="address">Its own address, where known.</param>
    /// <param name="at">When the row was taken.</param>
    [Alias("observe")]
    Task<NodeOutcome> Observe(NodeStatus status, bool? frozen, string? address, DateTimeOffset at);

    /// <summary>Judges its figures and those of the storages that only it has.</summary>
    /// <param name="sample">Its row.</param>
    /// <param name="storages">The rows of its own storages.</param>
    /// <param name="access">What the reading token holds, so that what has no row is not taken for gone; null where not known.</param>
    /// <param name="at">When the rows were taken.</param>
    [Alias("judge-seen")]
    Task<NodeOutcome> Judge(NodeSample sample, ImmutableArray<StorageSample> storages, AccessReport? access, DateTimeOffset at);

    /// <summary><see cref="Judge(NodeSample, ImmutableArray{StorageSample}, AccessReport, DateTimeOffset)"/> as silos of the version before ask for it.</summary>
    /// <param name="sample">Its row.</param>
    /// <param name="storages">The rows of its own storages.</param>
    /// <param name="at">When the rows were taken.</param>
    [Alias("judge")]
    Task<NodeOutcome> Judge(NodeSample sample, ImmutableArray<StorageSample> storages, DateTimeOffset at);

    /// <summary>Takes in what the routine poll saw.</summary>
    [Alias("inspect")]
    Task<NodeOutcome> Inspect(NodeInspection inspection);

    /// <summary>It is no member of the cluster any more: what stood on it ends.</summary>
    [Alias("leave")]
    Task Remove(DateTimeOffset at);

    /// <summary>What each rule on it and its parts came to, told from its state.</summary>
    /// <param name="entry">Its latest row and its pulse.</param>
    [Alias("explain-entry"), AlwaysInterleave]
    Task<NodeExplanation> Explain(NodeEntry entry);

    /// <summary><see cref="Explain(NodeEntry)"/> as silos of the version before ask for it.</summary>
    /// <param name="status">What the latest row says of its state.</param>
    /// <param name="frozen">Whether its data does not change.</param>
    /// <param name="at">When the row was taken.</param>
    [Alias("explain"), AlwaysInterleave]
    Task<NodeExplanation> Explain(NodeStatus status, bool frozen, DateTimeOffset at);

    /// <summary>What is last known; null if it was never seen.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<NodeState?> Get();
}

/// <summary>Where a node stands after a look at it.</summary>
/// <param name="Conditions">What stands on it and its parts.</param>
/// <param name="Reason">What the look came to, in words.</param>
[GenerateSerializer, Immutable, Alias("node-standing")]
public readonly record struct NodeOutcome([property: Id(0)] ImmutableArray<ActiveCondition> Conditions, [property: Id(1)] string Reason);

/// <summary>What a routine poll saw on a node; a part that could not be read is null and changes nothing.</summary>
/// <param name="At">When.</param>
/// <param name="Services">Its services.</param>
/// <param name="Storages">Its storages, those that it does not use included.</param>
/// <param name="Certificates">Its certificates.</param>
[GenerateSerializer, Immutable, Alias("node-inspection")]
public sealed record NodeInspection(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] ImmutableArray<ServiceSample>? Services,
    [property: Id(2)] ImmutableArray<StorageSample>? Storages,
    [property: Id(3)] ImmutableArray<CertificateSample>? Certificates)
{
    /// <summary>Why parts could not be read, by the condition that they are for.</summary>
    [Id(4)] public ImmutableDictionary<ConditionType, string> Unread { get; init; } = ImmutableDictionary<ConditionType, string>.Empty;

    /// <summary>Its storages as the cluster's latest list has them: what is in use.</summary>
    [Id(5)] public ImmutableArray<StorageSample> Rows { get; init; } = [];

    /// <summary>What the reading token holds, so that what is not listed is not taken for gone; null where not known.</summary>
    [Id(6)] public AccessReport? Access { get; init; }

    /// <summary>When, by the clock of its cluster; null where that could not be read.</summary>
    [Id(7)] public DateTimeOffset? NodeTime { get; init; }

    /// <summary>What the answers say of which parts there are; nothing of parts that were not read.</summary>
    /// <param name="node">The node.</param>
    public IEnumerable<PartAnswer> Parts(NodeId node) =>
    [
        .. Services is { } services ? [NodeParts.Services(node, services)] : Array.Empty<PartAnswer>(),
        .. Storages is { } storages ? NodeParts.Storages(node, storages, Rows, Access) : [],
        .. Certificates is { } certificates ? [NodeParts.Certificates(node, certificates)] : Array.Empty<PartAnswer>(),
    ];

    /// <summary>The conditions whose part was read.</summary>
    public IReadOnlyCollection<ConditionType> Read =>
    [
        .. Services is null ? [] : ConditionCatalog.From(DataSource.Services),
        .. Storages is null ? [] : ConditionCatalog.From(DataSource.Storages),
        .. Certificates is null ? [] : ConditionCatalog.From(DataSource.Certificates),
    ];
}

/// <summary>What the rules on a node came to.</summary>
/// <param name="Judgements">Each rule on the node and its parts.</param>
/// <param name="Unread">Why parts could not be read, by the condition that they are for.</param>
[GenerateSerializer, Immutable, Alias("node-explanation")]
public sealed record NodeExplanation(
    [property: Id(0)] ImmutableArray<RuleEvaluation> Judgements, [property: Id(1)] ImmutableDictionary<ConditionType, string> Unread)
{
    /// <summary>It was never seen.</summary>
    public static NodeExplanation Nothing { get; } = new([], ImmutableDictionary<ConditionType, string>.Empty);
}
