using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Thresholds;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>The last known state of a node, written on transitions only.</summary>
[GenerateSerializer, Immutable, Alias("node-state")]
public sealed record NodeState
{
    /// <summary>The last confirmed state.</summary>
    [Id(0)] public required NodeStatus Status { get; init; }

    /// <summary>Since when it has that state.</summary>
    [Id(1)] public required DateTimeOffset Since { get; init; }

    /// <summary>Active conditions of the node and its parts, and undelivered findings.</summary>
    [Id(2)] public ConditionLedger Ledger { get; init; } = ConditionLedger.Empty;

    /// <summary>Since when its own API answers again while the other members do not reach it yet; null otherwise.</summary>
    [Id(3)] public DateTimeOffset? ReturningSince { get; init; }

    /// <summary>Why it went offline; null while it is online or if not investigated.</summary>
    [Id(4)] public NodeDeparture? Departure { get; init; }

    /// <summary>Since when its metrics are slow (<see cref="NodePace.IsSlow"/>); null if they are not.</summary>
    [Id(5)] public DateTimeOffset? SlowSince { get; init; }

    /// <summary>The last reported unobserved reboot (<see cref="NodePulse.RebootedAt"/>); null for none.</summary>
    [Id(6)] public DateTimeOffset? RebootedAt { get; init; }

    /// <summary>Whether Proxmox HA fences it.</summary>
    [Id(7)] public bool Fenced { get; init; }

    /// <summary>History of its services.</summary>
    [Id(8)] public ServiceMemory Services { get; init; } = ServiceMemory.Empty;

    /// <summary>
    /// The share of memory in caches at its last report, 0 to 1, to within two points (<see cref="MemoryFigure.Caches"/>); null if it never
    /// reported.
    /// </summary>
    [Id(9)] public double? Caches { get; init; }

    /// <summary>Corrects times in the future, which were written before the clock was set back.</summary>
    /// <param name="at">The current time.</param>
    public NodeState AsOf(DateTimeOffset at)
    {
        var future = Services.LastActive.Where(active => active.Value > at).Select(active => active.Key).ToList();
        if (Since <= at && !(ReturningSince > at) && !(SlowSince > at) && !(RebootedAt > at) && future.Count == 0) return this;
        return this with
        {
            Since = Since > at ? at : Since,
            ReturningSince = ReturningSince > at ? at : ReturningSince,
            SlowSince = SlowSince > at ? at : SlowSince,
            RebootedAt = RebootedAt > at ? null : RebootedAt,
            Services = Services with { LastActive = Services.LastActive.RemoveRange(future) },
        };
    }
}
