using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Thresholds;

namespace OrleansMonitor.Domain.Rules;

/// <summary>All rules of one cluster.</summary>
[GenerateSerializer, Immutable, Alias("rule-set")]
public sealed record RuleSet
{
    /// <summary>Threshold ladders by metric. A metric without one is not evaluated.</summary>
    [Id(0)] public required ImmutableDictionary<Metric, ThresholdLadder> Ladders { get; init; }

    /// <summary>
    /// How long before its expiry a certificate is reported. Default 14 days; a node's own certificate two days later
    /// (<see cref="Nodes.NodeChecks.Certificates"/>).
    /// </summary>
    [Id(1)] public TimeSpan CertificateWarning { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Failed ticks in a row before a cluster counts as unreachable. Default 3.</summary>
    [Id(2)] public int UnreachableAfter { get; init; } = 3;

    /// <summary>When a stop without a task counts as a crash. Default: if the guest starts at boot.</summary>
    [Id(3)] public StopPolicy TasklessStop { get; init; } = StopPolicy.OnBoot;

    /// <summary>Overrides for some guests, nodes and storages (<see cref="For"/>, <see cref="Admit"/>).</summary>
    [Id(4)] public ImmutableArray<RuleOverride> Overrides { get; init; } = [];

    /// <summary>Disabled conditions without thresholds; active ones are still evaluated until they clear.</summary>
    [Id(5)] public ImmutableHashSet<ConditionType> Disabled { get; init; } = [];

    /// <summary>
    /// The default rules: node disk 90/95 (clear 85/90), node memory 85/95 (80/90), node CPU 95 for three samples (85), storages and
    /// container disks 90/95 (85/90). The rules on guests' memory, 90/95 (85/90), and CPU, 95 for 5 min (85), are disabled: a guest that
    /// uses its resources is no problem in itself.
    /// </summary>
    public static RuleSet Default { get; } = new()
    {
        Ladders = new[]
        {
            Ladder(Metric.NodeDisk, Rule(ConditionType.DiskCritical, Severity.Critical, 0.95, 0.90),
                Rule(ConditionType.DiskHigh, Severity.Error, 0.90, 0.85)),
            Ladder(Metric.NodeMemory, Rule(ConditionType.RamCritical, Severity.Critical, 0.95, 0.90),
                Rule(ConditionType.RamHigh, Severity.Warning, 0.85, 0.80)),
            Ladder(Metric.NodeCpu, Rule(ConditionType.CpuHigh, Severity.Warning, 0.95, 0.85) with { ForSamples = 3 }),
            Ladder(Metric.StorageUse, Rule(ConditionType.StorageCritical, Severity.Critical, 0.95, 0.90),
                Rule(ConditionType.StorageHigh, Severity.Error, 0.90, 0.85)),
            Ladder(Metric.GuestDisk, Rule(ConditionType.DiskCritical, Severity.Critical, 0.95, 0.90),
                Rule(ConditionType.DiskHigh, Severity.Error, 0.90, 0.85)),
            Ladder(
                Metric.GuestMemory,
                Rule(ConditionType.RamCritical, Severity.Error, 0.95, 0.90) with { Enabled = false },
                Rule(ConditionType.RamHigh, Severity.Warning, 0.90, 0.85) with { Enabled = false }),
            Ladder(Metric.GuestCpu,
                Rule(ConditionType.CpuHigh, Severity.Warning, 0.95, 0.85) with { For = TimeSpan.FromMinutes(5), Enabled = false }),
        }.ToImmutableDictionary(ladder => ladder.Metric),
    };

    /// <summary>
    /// The ladder for a metric of an entity. The most specific override with a rule for the metric applies: a guest's own before its tags',
    /// then its pool's; of equal ones the first configured. Otherwise the default rules. Null if no rule exists.
    /// </summary>
    /// <param name="metric">The metric.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="node">The affected node, if known.</param>
    /// <param name="traits">A guest's attributes, if known.</param>
    public ChosenLadder? For(Metric metric, EntityId entity, string? node = null, GuestTraits? traits = null)
    {
        RuleOverride? best = null;
        foreach (var candidate in Overrides)
        {
            if (!candidate.Ladders.ContainsKey(metric) || candidate.Selector.Covers(entity, node, traits) != true) continue;
            if (best is null || Rank(candidate.Selector.Kind) > Rank(best.Selector.Kind)) best = candidate;
        }

        if (best is not null) return new(best.Ladders[metric], best.Selector);
        return Ladders.TryGetValue(metric, out var ladder) ? new(ladder, null) : null;
    }

    /// <summary>
    /// The ladder for a storage's usage. A storage that holds only ISO images and templates, or nothing, may be full: only an override that
    /// names it applies.
    /// </summary>
    /// <param name="entity">The storage.</param>
    /// <param name="row">Its row.</param>
    public ChosenLadder? ForStorage(EntityId entity, StorageSample row)
    {
        if (For(Metric.StorageUse, entity, entity.Node) is not { } chosen) return null;
        return chosen.Source?.Kind != SelectorKind.Storage && StorageContent.MayBeFull(row.Content) is { } why
            ? chosen.Without(new("content", why)) : chosen;
    }

    /// <summary>Whether any enabled rule evaluates guests' memory or CPU.</summary>
    public bool JudgesGuestLoad => Overrides.Select(candidate => candidate.Ladders).Prepend(Ladders)
        .Any(ladders => ladders.Any(
            pair => pair.Key is Metric.GuestMemory or Metric.GuestCpu && pair.Value.Rules.Any(rule => rule.Enabled)));

    /// <summary>
    /// Applies the switches to an assessment: a disabled condition is not raised, and an active one is evaluated until it clears. The most
    /// specific override with the condition applies, then the global switches.
    /// </summary>
    public Assessment Admit(Assessment assessment)
    {
        var (enabled, source) = Switch(assessment);
        if (enabled) return assessment;
        var reason = source is null ? "the configuration switches it off" : $"the configuration switches it off for {source}";
        return assessment with
        {
            Presence = assessment.Presence == Presence.Present ? Presence.Unknown : assessment.Presence,
            Exemption = new("disabled", reason),
        };
    }

    private (bool Enabled, EntitySelector? Source) Switch(Assessment assessment)
    {
        RuleOverride? best = null;
        foreach (var candidate in Overrides)
        {
            if (!candidate.Switches.ContainsKey(assessment.Condition)
                || candidate.Selector.Covers(assessment.Entity, assessment.Node, null) != true) continue;
            if (best is null || Rank(candidate.Selector.Kind) > Rank(best.Selector.Kind)) best = candidate;
        }

        return best is null ? (!Disabled.Contains(assessment.Condition), null) : (best.Switches[assessment.Condition], best.Selector);
    }

    /// <summary>
    /// The band of a metric (<see cref="ThresholdLadder.Band"/>) over the edges of all ladders: within one band every rule decides alike. 0
    /// if no rule applies.
    /// </summary>
    public int Band(Metric metric, double? share)
    {
        var band = Ladders.TryGetValue(metric, out var ladder) ? ladder.Band(share) : 0;
        foreach (var candidate in Overrides)
        {
            // Each ladder adds its edges, so two shares have the same sum only if no edge lies between them.
            if (candidate.Ladders.TryGetValue(metric, out var other)) band += other.Band(share);
        }

        return band;
    }

    private static int Rank(SelectorKind kind) => kind switch
    {
        SelectorKind.Storage => 5,
        SelectorKind.Guest => 4,
        SelectorKind.Tag => 3,
        SelectorKind.Pool => 2,
        SelectorKind.Node => 1,
        _ => 0,
    };

    private static ThresholdLadder Ladder(Metric metric, params ThresholdRule[] rules) => new(metric, [.. rules]);

    private static ThresholdRule Rule(ConditionType condition, Severity severity, double raiseAt, double clearAt) =>
        new() { Condition = condition, Severity = severity, RaiseAt = raiseAt, ClearAt = clearAt };
}
