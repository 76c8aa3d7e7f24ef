using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Thresholds;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>What is last known of a node, written on transitions only.</summary>
[GenerateSerializer, Immutable, Alias("node-state")]
public sealed record NodeState
{
    /// <summary>The last state that was believed.</summary>
    [Id(0)] public required NodeStatus Status { get; init; }

    /// <summary>Since when.</summary>
    [Id(1)] public required DateTimeOffset Since { get; init; }

    /// <summary>What stands on it and its parts, and what is yet to be delivered.</summary>
    [Id(2)] public ConditionLedger Ledger { get; init; } = ConditionLedger.Empty;

    /// <summary>Since when its own API answers again while the other members do not reach it yet; null where that is not so.</summary>
    [Id(3)] public DateTimeOffset? ReturningSince { get; init; }

    /// <summary>Why it left; null while it is online or where nobody looked.</summary>
    [Id(4)] public NodeDeparture? Departure { get; init; }

    /// <summary>Since when its figures are slow (<see cref="NodePace.IsSlow"/>); null while they are not.</summary>
    [Id(5)] public DateTimeOffset? SlowSince { get; init; }

    /// <summary>The reboot told last that nobody saw (<see cref="NodePulse.RebootedAt"/>); null for none.</summary>
    [Id(6)] public DateTimeOffset? RebootedAt { get; init; }

    /// <summary>Whether Proxmox HA fences it.</summary>
    [Id(7)] public bool Fenced { get; init; }

    /// <summary>Which of its services were seen active.</summary>
    [Id(8)] public ServiceMemory Services { get; init; } = ServiceMemory.Empty;

    /// <summary>
    /// The share of its memory that caches held when it told last, 0 to 1, to within two points (<see cref="MemoryFigure.Caches"/>); null
    /// where it never told.
    /// </summary>
    [Id(9)] public double? Caches { get; init; }

    /// <summary>
    /// The same as far as it can be by the clock of now: what carries a time that is yet to come was written by another one.
    /// </summary>
    /// <param name="at">Now.</param>
    public NodeState AsOf(DateTimeOffset at) =>
        Since <= at && !(ReturningSince > at) && !(SlowSince > at) && !(RebootedAt > at)
        && !Services.LastActive.Values.Any(active => active > at)
        ? this
        : this with
        {
            Since = Since > at ? at : Since,
            ReturningSince = ReturningSince > at ? at : ReturningSince,
            SlowSince = SlowSince > at ? at : SlowSince,
            RebootedAt = RebootedAt > at ? null : RebootedAt,
            Services = Services
                with
            {
                LastActive = Services.LastActive
                    .RemoveRange(Services.LastActive.Where(active => active.Value > at).Select(active => active.Key))
            },
        };
}
