namespace OrleansMonitor.Hosting.Options;

/// <summary>Reads the entities that a setting applies to.</summary>
internal static class SelectorReader
{
    /// <summary>The selector; null if it is invalid, which is reported.</summary>
    public static EntitySelector? Read(OverrideOptions entry, MonitorOptions options, string key, ProblemList problems)
    {
        if (string.IsNullOrWhiteSpace(entry.Storage))
            return Read(entry.Cluster, entry.Node, entry.Guest, entry.Tag, entry.Pool, options, key, problems);
        if (new[] { entry.Cluster, entry.Node, entry.Guest, entry.Tag, entry.Pool }.All(string.IsNullOrWhiteSpace))
            return Storage(entry.Storage, options, key, problems);
        problems.Add(key, "names a Storage and something else; name exactly one of Cluster, Node, Storage, Guest, Tag and Pool.");
        return null;
    }

    /// <summary>The selector; null if it is invalid, which is reported.</summary>
    public static EntitySelector? Read(
        string? cluster, string? node, string? guest, string? tag, string? pool, MonitorOptions options, string key, ProblemList problems)
    {
        var named = new[] { node, guest, tag, pool }.Count(value => !string.IsNullOrWhiteSpace(value));
        if (named > 1 || (named == 0 && string.IsNullOrWhiteSpace(cluster))
            || (named == 1 && !string.IsNullOrWhiteSpace(cluster) && tag is null && pool is null))
        {
            problems.Add(key, "names not exactly one of Cluster, Node, Guest, Tag and Pool (Cluster may be combined with Tag or Pool).");
            return null;
        }

        if (!string.IsNullOrWhiteSpace(node)) return Node(node, options, key, problems);
        if (!string.IsNullOrWhiteSpace(guest)) return Guest(guest, options, key, problems);
        ClusterName? clusterName = string.IsNullOrWhiteSpace(cluster) ? null : Cluster(cluster, options, $"{key}:Cluster", problems);
        if (!string.IsNullOrWhiteSpace(tag)) return new(SelectorKind.Tag, clusterName, tag.Trim());
        if (!string.IsNullOrWhiteSpace(pool)) return new(SelectorKind.Pool, clusterName, pool.Trim());
        return clusterName is null ? null : new(SelectorKind.Cluster, clusterName, "");
    }

    private static EntitySelector? Node(string text, MonitorOptions options, string key, ProblemList problems)
    {
        if (!NodeId.TryParse(text, null, out var node))
        {
            problems.Add($"{key}:Node", $"is '{text}', not a node such as lab/pve1.");
            return null;
        }

        return Cluster(node.Cluster.ToString(), options, $"{key}:Node", problems) is null
            ? null
            : new(SelectorKind.Node, node.Cluster, node.Name);
    }

    private static EntitySelector? Storage(string text, MonitorOptions options, string key, ProblemList problems)
    {
        if (EntityId.Find(text, EntityKind.Storage) is not { Kind: EntityKind.Storage } storage)
        {
            problems.Add($"{key}:Storage", $"is '{text}', not a storage such as lab/pve1/usb or, where nodes share it, lab/shared/nas.");
            return null;
        }

        return Cluster(storage.Cluster.ToString(), options, $"{key}:Storage", problems) is null
            ? null
            : new(SelectorKind.Storage, storage.Cluster, storage.Name) { Node = storage.Node };
    }

    private static EntitySelector? Guest(string text, MonitorOptions options, string key, ProblemList problems)
    {
        if (!GuestId.TryParse(text, null, out var guest))
        {
            problems.Add($"{key}:Guest", $"is '{text}', not a guest such as lab/100.");
            return null;
        }

        return Cluster(guest.Cluster.ToString(), options, $"{key}:Guest", problems) is null
            ? null
            : new(SelectorKind.Guest, guest.Cluster, EntityId.Of(guest).Name);
    }

    private static ClusterName? Cluster(string text, MonitorOptions options, string key, ProblemList problems)
    {
        if (ClusterName.TryParse(text, null, out var name)
            && options.Clusters.Any(cluster => string.Equals(cluster.Name, text, StringComparison.Ordinal))) return name;
        problems.Add(key, $"names the cluster '{text}', which is not configured.");
        return null;
    }
}
