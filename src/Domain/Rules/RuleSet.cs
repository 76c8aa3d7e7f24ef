using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Causes;

namespace OrleansMonitor.Domain.Rules;

/// <summary>All rules of one cluster.</summary>
[GenerateSerializer, Immutable, Alias("rule-set")]
public sealed record RuleSet
{
    /// <summary>Threshold ladders by figure. A figure without one is not judged.</summary>
    [Id(0)] public required ImmutableDictionary<Metric, ThresholdLadder> Ladders { get; init; }

    /// <summary>How long before its end a certificate is reported. Default 14 days.</summary>
    [Id(1)] public TimeSpan CertificateWarning { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Failed ticks in a row before a cluster counts as unreachable. Default 3.</summary>
    [Id(2)] public int UnreachableAfter { get; init; } = 3;

    /// <summary>When a stop without a task counts as a crash. Default: where the guest is to run at boot.</summary>
    [Id(3)] public StopPolicy TasklessStop { get; init; } = StopPolicy.OnBoot;

    /// <summary>
    /// The rules that hold without configuration: node disk 90/95 (clear 85/90), node memory 85/95 (80/90), node CPU 95 for
    /// three samples (85), storages and container disks 90/95 (85/90).
    /// </summary>
    public static RuleSet Default { get; } = new()
    {
        Ladders = new[]
        {
            Ladder(Metric.NodeDisk, Rule(ConditionType.DiskCritical, Severity.Critical, 0.95, 0.90), Rule(ConditionType.DiskHigh, Severity.Error, 0.90, 0.85)),
            Ladder(Metric.NodeMemory, Rule(ConditionType.RamCritical, Severity.Critical, 0.95, 0.90), Rule(ConditionType.RamHigh, Severity.Warning, 0.85, 0.80)),
            Ladder(Metric.NodeCpu, Rule(ConditionType.CpuHigh, Severity.Warning, 0.95, 0.85) with { ForSamples = 3 }),
            Ladder(Metric.StorageUse, Rule(ConditionType.StorageCritical, Severity.Critical, 0.95, 0.90), Rule(ConditionType.StorageHigh, Severity.Error, 0.90, 0.85)),
            Ladder(Metric.GuestDisk, Rule(ConditionType.DiskCritical, Severity.Critical, 0.95, 0.90), Rule(ConditionType.DiskHigh, Severity.Error, 0.90, 0.85)),
        }.ToImmutableDictionary(ladder => ladder.Metric),
    };

    /// <summary>The band of a figure (<see cref="ThresholdLadder.Band"/>); 0 where no rule judges it.</summary>
    public int Band(Metric metric, double? share) => Ladders.TryGetValue(metric, out var ladder) ? ladder.Band(share) : 0;

    private static ThresholdLadder Ladder(Metric metric, params ThresholdRule[] rules) => new(metric, [.. rules]);

    private static ThresholdRule Rule(ConditionType condition, Severity severity, double raiseAt, double clearAt) =>
        new() { Condition = condition, Severity = severity, RaiseAt = raiseAt, ClearAt = clearAt };
}
