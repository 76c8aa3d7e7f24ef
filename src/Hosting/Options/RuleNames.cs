using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Thresholds;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Interprets rule names of the configuration: <c>DISK_HIGH</c>, <c>GUEST_RAM_HIGH</c>, <c>NODE_CPU_HIGH</c>.</summary>
internal static class RuleNames
{
    private const string GuestPrefix = "GUEST_";
    private const string NodePrefix = "NODE_";

    private static ImmutableArray<Metric> NodeMetrics { get; } = [Metric.NodeDisk, Metric.NodeMemory, Metric.NodeCpu, Metric.StorageUse];

    private static ImmutableArray<Metric> GuestMetrics { get; } = [Metric.GuestDisk, Metric.GuestMemory, Metric.GuestCpu];

    // A name without an owner excludes guests' memory and CPU: nobody who means a node wants to enable those.
    private static ImmutableArray<Metric> UnqualifiedMetrics { get; } = [.. NodeMetrics, Metric.GuestDisk];

    /// <summary>The metrics that a rule name applies to for a kind of selector; null for the global rules.</summary>
    public static ImmutableArray<Metric> MetricsOf(SelectorKind? kind, string name) => kind switch
    {
        SelectorKind.Node => NodeMetrics,
        SelectorKind.Storage => [Metric.StorageUse],
        SelectorKind.Guest or SelectorKind.Tag or SelectorKind.Pool => GuestMetrics,
        _ when HasPrefix(name, GuestPrefix) => GuestMetrics,
        _ when HasPrefix(name, NodePrefix) => NodeMetrics,
        _ => UnqualifiedMetrics,
    };

    /// <summary>The condition's name, without its owner.</summary>
    public static string ConditionOf(string name)
    {
        if (HasPrefix(name, GuestPrefix)) return name[GuestPrefix.Length..];
        return HasPrefix(name, NodePrefix) ? name[NodePrefix.Length..] : name;
    }

    /// <summary>All rule names with thresholds for a kind of selector.</summary>
    public static IReadOnlyList<string> All(SelectorKind? kind) =>
        [.. AllNames(kind).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Conditions without thresholds that can be switched for a kind of selector; null selects the switches that apply to everything.
    /// </summary>
    public static ImmutableArray<ConditionType> Switches(SelectorKind? kind) => ConditionCatalog.Where(row => row.Switches.Contains(kind));

    private static IEnumerable<string> AllNames(SelectorKind? kind) => kind switch
    {
        SelectorKind.Node => NamesOf(NodeMetrics, ""),
        SelectorKind.Storage => NamesOf([Metric.StorageUse], ""),
        SelectorKind.Guest or SelectorKind.Tag or SelectorKind.Pool => NamesOf(GuestMetrics, ""),
        _ =>
        [
            .. NamesOf(UnqualifiedMetrics, ""), .. NamesOf(GuestMetrics, GuestPrefix),
            .. NamesOf([Metric.NodeDisk, Metric.NodeMemory, Metric.NodeCpu], NodePrefix),
        ],
    };

    private static IEnumerable<string> NamesOf(ImmutableArray<Metric> metrics, string prefix) =>
        from metric in metrics
        from rule in RuleSet.Default.Ladders[metric].Rules
        select prefix + rule.Condition.ToName();

    private static bool HasPrefix(string name, string prefix) => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
