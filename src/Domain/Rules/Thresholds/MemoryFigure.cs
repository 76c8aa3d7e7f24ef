using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Thresholds;

/// <summary>
/// How much of a node's memory is taken. A row counts what caches such as ZFS' hold, which give way when memory is wanted; Proxmox VE 9
/// tells, when asked, what is available (api-facts §10).
/// </summary>
/// <param name="Share">The share that counts, 0 to 1; null where there is none to judge by.</param>
/// <param name="Remark">What must be said of it; null for nothing.</param>
public readonly record struct MemoryFigure(double? Share, string? Remark)
{
    // Below the edge by this much no answer could matter at the next look.
    private const double Near = 0.02;

    // A node short of memory may not answer. After this many failures its row has to do, without what its caches held at the last answer.
    private const int Tolerance = 3;

    /// <summary>How old what a node told of its caches may be before it is asked again though its memory is far from any limit.</summary>
    public static TimeSpan CachesKnownFor { get; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Whether it is worth a request: the row is near the edge, or something stands that the row does not clear by itself.
    /// </summary>
    public static bool IsWorthAsking(ThresholdLadder ladder, ConditionLedger ledger, EntityId entity, double? row)
    {
        if (row is not { } share) return false;
        foreach (var rule in ladder.Rules)
        {
            if (rule.Enabled && share > rule.RaiseAt - Near) return true;
            if (ledger.Find(rule.Condition, entity) is { } standing && share > Math.Min(rule.ClearAt, standing.ClearAt ?? rule.ClearAt))
                return true;
        }

        return false;
    }

    /// <summary>What to judge by.</summary>
    /// <param name="row">The share that the node's row tells.</param>
    /// <param name="told">What the node told when it was asked; null where that failed.</param>
    /// <param name="failures">How often asking has failed in a row, this time included.</param>
    /// <param name="caches">The share that its caches held when it answered last, 0 to 1; null where it never told.</param>
    public static MemoryFigure Of(double row, NodeMemory? told, int failures, double? caches = null) => (told, told?.TakenRatio) switch
    {
        (_, { } taken) => new(taken, row - taken > Near ? $"without the caches that give way, with them it is {Percent(row)}" : null),
        ({ }, null) => new(row, "caches such as ZFS' ARC may be counted in it: this Proxmox does not tell"),
        _ when failures < Tolerance => new(null, "the node was asked how much of it is caches, and did not answer"),
        _ when caches is > Near and var held => new(
            Math.Max(row - held, 0), $"without {Percent(held)} of caches, as the node last reported"),
        _ when caches is not null => new(row, null),
        _ => new(row, "caches such as ZFS' ARC may be counted in it: the node does not answer how much"),
    };

    /// <summary>
    /// The share that a node's caches hold; what was known where it does not tell, or where it differs by too little to be kept anew.
    /// </summary>
    /// <param name="known">What was known.</param>
    /// <param name="row">The share of memory that the node's row tells.</param>
    /// <param name="told">What the node told.</param>
    public static double? Caches(double? known, double row, NodeMemory told)
    {
        if (told.TakenRatio is not { } taken) return known;
        var held = Math.Max(row - taken, 0);
        return known is { } before && Math.Abs(held - before) < Near ? before : held;
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}
