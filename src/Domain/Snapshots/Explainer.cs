using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>Tells for each rule on a thing what it last came to, and why.</summary>
public static class Explainer
{
    /// <summary>The id of a storage's row.</summary>
    public static EntityId IdOf(ClusterName cluster, StorageSample storage) =>
        EntityId.Storage(cluster, storage.Shared ? null : storage.Node, storage.Storage);

    /// <summary>The rules on a guest.</summary>
    public static IEnumerable<RuleExplanation> Guest(GuestId guest, GuestEntry entry, RuleSet rules)
    {
        var sample = entry.Sample;
        var crash = sample.Kind == GuestKind.Vm ? ConditionType.VmCrashed : ConditionType.CtCrashed;
        var state = $"its run state is {sample.Status.ToString().ToLowerInvariant()}";
        var known = Standing(entry.Conditions, state, entry.SampledAt).ToList();
        if (known.All(rule => rule.Condition != crash)) known.Add(new(crash, "ok", state) { At = entry.SampledAt });
        return known.Concat(Figure(Metric.GuestDisk, sample.DiskRatio, EntityId.Of(guest), entry.Conditions, rules, entry.SampledAt));
    }

    /// <summary>The rules on a node and its parts.</summary>
    public static IEnumerable<RuleExplanation> Node(ClusterName cluster, NodeEntry entry, RuleSet rules)
    {
        var sample = entry.Sample;
        var state = $"its state is {sample.Status.ToString().ToLowerInvariant()}";
        var entity = EntityId.Of(new NodeId(cluster, sample.Node));
        var known = Standing(entry.Conditions, state, entry.SampledAt).ToList();
        if (known.All(rule => rule.Condition != ConditionType.NodeUnreachable)) known.Add(new(ConditionType.NodeUnreachable, "ok", state) { At = entry.SampledAt });
        return known
            .Concat(Figure(Metric.NodeDisk, sample.DiskRatio, entity, entry.Conditions, rules, entry.SampledAt))
            .Concat(Figure(Metric.NodeMemory, sample.MemoryRatio, entity, entry.Conditions, rules, entry.SampledAt))
            .Concat(Figure(Metric.NodeCpu, sample.Cpu, entity, entry.Conditions, rules, entry.SampledAt));
    }

    /// <summary>The rules on a storage.</summary>
    public static IEnumerable<RuleExplanation> Storage(ClusterName cluster, StorageSample storage, NodeEntry? node, RuleSet rules)
    {
        var entity = IdOf(cluster, storage);
        var standing = node?.Conditions.Where(active => active.Entity == entity).ToImmutableArray() ?? [];
        return Figure(Metric.StorageUse, storage.UsedRatio, entity, standing, rules, node?.SampledAt);
    }

    private static IEnumerable<RuleExplanation> Standing(ImmutableArray<ActiveCondition> conditions, string state, DateTimeOffset at) =>
        from active in conditions
        where active.Value is null
        select new RuleExplanation(active.Condition, "firing", $"{active.Reason}; {state}") { Since = active.Since, At = at };

    private static IEnumerable<RuleExplanation> Figure(
        Metric metric, double? share, EntityId entity, ImmutableArray<ActiveCondition> conditions, RuleSet rules, DateTimeOffset? at)
    {
        if (!rules.Ladders.TryGetValue(metric, out var ladder)) return [];
        return ladder.Rules.Select(rule =>
        {
            var active = conditions.FirstOrDefault(standing => standing.Condition == rule.Condition && standing.Entity == entity);
            var (verdict, reason) = (active, share) switch
            {
                ({ }, null) => ("firing", "it fires, and there is no data to clear it"),
                ({ }, { } value) => ("firing", $"{Percent(value)} is not yet at or below {Percent(rule.ClearAt)}"),
                (null, null) => ("no_data", "there is no data"),
                (null, { } value) when value > rule.RaiseAt => ("pending", $"{Percent(value)} is above {Percent(rule.RaiseAt)}, but not yet for long enough, or a harder rule fires"),
                (null, { } value) => ("ok", $"{Percent(value)} is not above {Percent(rule.RaiseAt)}"),
            };
            return new RuleExplanation(rule.Condition, verdict, reason) { Value = share, RaiseAt = rule.RaiseAt, ClearAt = rule.ClearAt, Since = active?.Since, At = at };
        });
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}

/// <summary>What a rule last came to.</summary>
/// <param name="Condition">The condition that it watches for.</param>
/// <param name="Verdict"><c>ok</c>, <c>pending</c>, <c>firing</c> or <c>no_data</c>.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record RuleExplanation(ConditionType Condition, string Verdict, string Reason)
{
    /// <summary>The share judged, 0 to 1; null where the rule judges no figure or there was none.</summary>
    public double? Value { get; init; }

    /// <summary>Raises above this share.</summary>
    public double? RaiseAt { get; init; }

    /// <summary>Clears at or below this share.</summary>
    public double? ClearAt { get; init; }

    /// <summary>Since when it fires.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the sample was taken.</summary>
    public DateTimeOffset? At { get; init; }
}
