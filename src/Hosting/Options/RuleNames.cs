using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Thresholds;

namespace OrleansMonitor.Hosting.Options;

/// <summary>What a rule's name in configuration means: <c>DISK_HIGH</c>, <c>GUEST_RAM_HIGH</c>, <c>NODE_CPU_HIGH</c>.</summary>
internal static class RuleNames
{
    private const string GuestPrefix = "GUEST_";
    private const string NodePrefix = "NODE_";

    private static ImmutableArray<Metric> OfNodes { get; } = [Metric.NodeDisk, Metric.NodeMemory, Metric.NodeCpu, Metric.StorageUse];

    private static ImmutableArray<Metric> OfGuests { get; } = [Metric.GuestDisk, Metric.GuestMemory, Metric.GuestCpu];

    // Without an owner guests' memory and processors are left alone: nobody who means a node wants them switched on.
    private static ImmutableArray<Metric> OfBoth { get; } = [.. OfNodes, Metric.GuestDisk];

    /// <summary>The figures that a name can be about for a kind of selector; null stands for the rules for all.</summary>
    public static ImmutableArray<Metric> Figures(SelectorKind? kind, string name) => kind switch
    {
        SelectorKind.Node => OfNodes,
        SelectorKind.Storage => [Metric.StorageUse],
        SelectorKind.Guest or SelectorKind.Tag or SelectorKind.Pool => OfGuests,
        _ when Qualified(name, GuestPrefix) => OfGuests,
        _ when Qualified(name, NodePrefix) => OfNodes,
        _ => OfBoth,
    };

    /// <summary>The condition that a name is about, without its owner.</summary>
    public static string Plain(string name) =>
        Qualified(name, GuestPrefix) ? name[GuestPrefix.Length..] : Qualified(name, NodePrefix) ? name[NodePrefix.Length..] : name;

    /// <summary>All names with thresholds that can be used for a kind of selector.</summary>
    public static IReadOnlyList<string> All(SelectorKind? kind) => [.. Names(kind).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Conditions without thresholds that can be switched for a kind of selector; null stands for the switches for all.</summary>
    public static ImmutableArray<ConditionType> Switches(SelectorKind? kind) => ConditionCatalog.Where(row => row.Switches.Contains(kind));

    private static IEnumerable<string> Names(SelectorKind? kind) => kind switch
    {
        SelectorKind.Node => Of(OfNodes, ""),
        SelectorKind.Storage => Of([Metric.StorageUse], ""),
        SelectorKind.Guest or SelectorKind.Tag or SelectorKind.Pool => Of(OfGuests, ""),
        _ => [.. Of(OfBoth, ""), .. Of(OfGuests, GuestPrefix), .. Of([Metric.NodeDisk, Metric.NodeMemory, Metric.NodeCpu], NodePrefix)],
    };

    private static IEnumerable<string> Of(ImmutableArray<Metric> metrics, string prefix) =>
        from metric in metrics
        from rule in RuleSet.Default.Ladders[metric].Rules
        select prefix + rule.Condition.ToName();

    private static bool Qualified(string name, string prefix) => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
