using System.Collections.Immutable;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Explain;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Dashboard.Storages;

/// <summary>A storage of a cluster: a shared one once, a local one once for each node.</summary>
/// <param name="Cluster">Its cluster.</param>
/// <param name="Rows">Its rows, one for each node, ordered by node; not empty.</param>
/// <param name="Conditions">Its active conditions.</param>
internal sealed record StorageLine(
    ClusterPicture Cluster, ImmutableArray<StorageSample> Rows, ImmutableArray<ActiveCondition> Conditions)
{
    // A row is at most as fresh as its node's.
    private readonly ImmutableArray<StorageSample> _fresh = [.. Rows.Where(row => IsFreshOn(Cluster, row.Node))];

    public EntityId Entity => Explainer.IdOf(Cluster.Name, Rows[0]);

    public string Id => Entity.ToString();

    public string Name => Rows[0].Storage;

    public bool IsShared => Rows[0].Shared;

    public string? Type => Rows[0].Type;

    public string? Content => Rows[0].Content;

    /// <summary>Whether no row of it is fresh.</summary>
    public bool IsStale => _fresh.IsEmpty;

    /// <summary>The nodes that it is on, as text.</summary>
    public string Nodes => Rows.Length > 3 ? $"{Rows.Length} nodes" : string.Join(", ", Rows.Select(row => row.Node));

    /// <summary>Whether it is on a node.</summary>
    public bool IsOn(string node) => Rows.Any(row => string.Equals(row.Node, node, StringComparison.OrdinalIgnoreCase));

    /// <summary>Share in use, 0 to 1, on the node that reports the most; null if no node reports it.</summary>
    public double? Share => Measured?.UsedRatio;

    /// <summary>Bytes in use; null if not reported.</summary>
    public long? Used => Measured?.Used;

    /// <summary>Capacity in bytes; null if not reported.</summary>
    public long? Total => Measured?.Total;

    /// <summary>Bytes that are free; null if not known.</summary>
    public long? Free => Measured is { Used: { } used, Total: { } total } ? Math.Max(total - used, 0) : null;

    /// <summary><c>available</c>, <c>not available</c>, <c>partly available</c> or <c>unknown</c>.</summary>
    public string Status
    {
        get
        {
            var (yes, no) = (_fresh.Any(row => row.Active == true), _fresh.Any(row => row.Active == false));
            if (yes) return no ? "partly available" : "available";
            return no ? "not available" : "unknown";
        }
    }

    /// <summary>0 without active conditions, else 1 plus the highest severity.</summary>
    public int SeverityRank => Conditions.IsEmpty ? 0 : 1 + (int)Conditions.Max(condition => condition.Severity);

    public string Dot => (SeverityRank, Status) switch
    {
        ( > 2, _) => "bad",
        ( > 1, _) or (_, "not available" or "partly available") => "warn",
        (_, "unknown") => "idle",
        _ => "ok",
    };

    /// <summary>Whether one node's row is fresh.</summary>
    public bool IsFresh(StorageSample row) => IsFreshOn(Cluster, row.Node);

    // Stale values are shown, marked as such, rather than nothing.
    private StorageSample? Measured
    {
        get
        {
            var known = (IsStale ? Rows : _fresh).Where(row => row.UsedRatio is not null).ToList();
            return known.Count == 0 ? null : known.MaxBy(row => row.UsedRatio!.Value);
        }
    }

    private static bool IsFreshOn(ClusterPicture cluster, string node) =>
        cluster.Node(node) is { } entry && cluster.Header.FreshnessOn(entry) == Freshness.Fresh;
}
