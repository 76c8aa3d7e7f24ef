using System.Collections.Immutable;
using OrleansMonitor.Dashboard.Inventory;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Dashboard.Storages;

/// <summary>The storages of all clusters, sorted. Pure.</summary>
internal static class StorageList
{
    /// <summary>All columns in their display order.</summary>
    public static IReadOnlyList<InventoryColumn> Columns { get; } =
    [
        new("name", "Name", 9.5), new("cluster", "Cluster", 6, "narrow-hide"), new("nodes", "Node", 8, "narrow-hide"),
        new("type", "Type", 5, "wide"), new("content", "Content", 11, "wider"), new("status", "Status", 10, "narrow-hide"),
        new("used", "Used", 8.4), new("free", "Free", 6, "narrow-hide"),
    ];

    /// <summary>The columns where there is one cluster.</summary>
    public static IReadOnlyList<InventoryColumn> ColumnsOfOneCluster { get; } = [.. Columns.Where(column => column.Key != "cluster")];

    /// <summary>All storages that are in use, in the order of the clusters.</summary>
    public static IEnumerable<StorageLine> Of(IEnumerable<ClusterPicture> clusters) => clusters.SelectMany(Of);

    /// <summary>The storage of an id; null if there is none.</summary>
    public static StorageLine? Find(IEnumerable<ClusterPicture> clusters, string id) =>
        EntityId.Find(id, EntityKind.Storage) is { Kind: EntityKind.Storage } entity
            ? Of(clusters.Where(cluster => cluster.Name == entity.Cluster)).FirstOrDefault(line => line.Entity == entity) : null;

    /// <summary>
    /// Sorts lines by a column, without one by severity and then by the share in use. Lines without a value come last in either direction.
    /// </summary>
    public static List<StorageLine> Sort(IEnumerable<StorageLine> lines, SortChoice sort)
    {
        var sign = sort.IsDescending ? -1 : 1;
        IOrderedEnumerable<StorageLine> sorted;
        if (FigureOf(sort.Column) is { } figure)
            sorted = lines.OrderBy(line => figure(line) is null).ThenBy(line => sign * figure(line));
        else if (TextOf(sort.Column) is { } text)
            sorted = lines.OrderBy(line => text(line), sort.IsDescending ? Descending.Instance : StringComparer.OrdinalIgnoreCase);
        else
            sorted = lines.OrderByDescending(line => line.SeverityRank).ThenByDescending(line => line.Share ?? -1);

        // Equal ones keep their places when values change.
        return [.. sorted.ThenBy(line => line.Id, StringComparer.Ordinal)];
    }

    private static IEnumerable<StorageLine> Of(ClusterPicture cluster)
    {
        var conditions = cluster.Header.Conditions.Concat(cluster.Nodes.SelectMany(node => node.Conditions))
            .Where(condition => condition.Entity.Kind == EntityKind.Storage)
            .ToLookup(condition => condition.Entity.Name, StringComparer.Ordinal);
        return cluster.Storages.Where(row => !row.Disabled)
            .GroupBy(row => (row.Storage, Node: row.Shared ? null : row.Node))
            .Select(rows => Line(cluster, [.. rows.OrderBy(row => row.Node, StringComparer.Ordinal)], conditions[rows.Key.Storage]));
    }

    // That a shared storage does not answer is a condition of a node.
    private static StorageLine Line(
        ClusterPicture cluster, ImmutableArray<Domain.Observations.StorageSample> rows, IEnumerable<ActiveCondition> conditions) =>
        new(cluster, rows, [.. conditions.Where(condition =>
            condition.Entity.Node is not { } node ? rows[0].Shared : rows.Any(row => row.Node == node))]);

    private static Func<StorageLine, double?>? FigureOf(string? column) => column switch
    {
        "used" => static line => line.Share,
        "free" => static line => line.Free,
        _ => null,
    };

    private static Func<StorageLine, string>? TextOf(string? column) => column switch
    {
        "name" => static line => line.Name,
        "cluster" => static line => line.Cluster.Name.Value,
        "nodes" => static line => line.Nodes,
        "type" => static line => line.Type ?? "",
        "content" => static line => line.Content ?? "",
        "status" => static line => line.Status,
        _ => null,
    };

    private sealed class Descending : IComparer<string>
    {
        public static Descending Instance { get; } = new();

        public int Compare(string? x, string? y) => StringComparer.OrdinalIgnoreCase.Compare(y, x);
    }
}
