using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>
/// A node's memory usage for evaluation. A row includes reclaimable caches such as the ZFS ARC; Proxmox VE 9 reports the available memory
/// on request (api-facts §10).
/// </summary>
/// <param name="Share">The share to evaluate, 0 to 1; null if there is none.</param>
/// <param name="Remark">A remark for people; null for none.</param>
public readonly record struct MemoryFigure(double? Share, string? Remark)
{
    // Margin below the threshold within which the node is asked.
    private const double AskMargin = 0.02;

    // A node short of memory may not answer. After this many failures its row is used, minus its last known caches.
    private const int Tolerance = 3;

    /// <summary>Maximum age of a node's cache report, if its memory is far from any limit.</summary>
    public static TimeSpan CachesKnownFor { get; } = TimeSpan.FromHours(1);

    /// <summary>Whether a request is needed: the row is near a threshold, or a condition is active that the row does not clear.</summary>
    public static bool IsWorthAsking(ThresholdLadder ladder, ConditionLedger ledger, EntityId entity, double? row)
    {
        if (row is not { } share) return false;
        foreach (var rule in ladder.Rules)
        {
            if (rule.Enabled && share > rule.RaiseAt - AskMargin) return true;
            if (ledger.Find(rule.Condition, entity) is { } active && share > Math.Min(rule.ClearAt, active.ClearAt ?? rule.ClearAt))
                return true;
        }

        return false;
    }

    /// <summary>Determines the share to evaluate.</summary>
    /// <param name="row">The share in the node's row.</param>
    /// <param name="memory">The node's own report; null if the read failed.</param>
    /// <param name="failures">Failed reads in a row, including this one.</param>
    /// <param name="caches">The share in caches at its last report, 0 to 1; null if it never reported.</param>
    public static MemoryFigure Of(double row, NodeMemory? memory, int failures, double? caches = null) =>
        (memory, memory?.TakenRatio) switch
        {
            (_, { } taken) =>
                new(taken, row - taken > AskMargin ? $"without the caches that give way, with them it is {Percent(row)}" : null),
            ({ }, null) => new(row, "caches such as ZFS' ARC may be counted in it: this Proxmox does not tell"),
            _ when failures < Tolerance => new(null, "the node was asked how much of it is caches, and did not answer"),
            _ when caches is > AskMargin and var held => new(
                Math.Max(row - held, 0), $"without {Percent(held)} of caches, as the node last reported"),
            _ when caches is not null => new(row, null),
            _ => new(row, "caches such as ZFS' ARC may be counted in it: the node does not answer how much"),
        };

    /// <summary>
    /// The share in a node's caches; the known value if the node does not report it, or if the difference is too small to store.
    /// </summary>
    /// <param name="known">The known value.</param>
    /// <param name="row">The share in the node's row.</param>
    /// <param name="memory">The node's own report.</param>
    public static double? Caches(double? known, double row, NodeMemory memory)
    {
        if (memory.TakenRatio is not { } taken) return known;
        var held = Math.Max(row - taken, 0);
        return known is { } before && Math.Abs(held - before) < AskMargin ? before : held;
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}
