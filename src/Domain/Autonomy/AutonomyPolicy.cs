namespace OrleansMonitor.Domain.Autonomy;

/// <summary>
/// Determines the effective level for a target. "Never act", by the tag <see cref="NeverActTag"/> or by configuration, has priority. Then
/// the most specific setting wins: guest or node; tag, the lowest of several; cluster at run time; cluster as configured; the whole monitor
/// at run time, which starts as configured. A run-time level below its configured level also caps more specific settings, so that people
/// can stop repairs.
/// </summary>
public static class AutonomyPolicy
{
    /// <summary>No action is ever taken on a guest with this tag.</summary>
    public const string NeverActTag = "monitor-never-act";

    /// <summary>The effective level for a target.</summary>
    /// <param name="rules">The configured levels.</param>
    /// <param name="now">The run-time levels.</param>
    /// <param name="target">The cluster, or anything in it.</param>
    /// <param name="tags">The guest's tags, separated by <c>;</c>; null for none.</param>
    public static LevelDecision LevelFor(AutonomyRules rules, AutonomySettings now, EntityId target, string? tags) => LevelFor(
        rules, now.Level, now.Clusters.TryGetValue(target.Cluster.ToString(), out var own) ? own : null, target, tags);

    /// <summary>The effective level for a target.</summary>
    /// <param name="rules">The configured levels.</param>
    /// <param name="current">The run-time level of the whole monitor.</param>
    /// <param name="currentOfCluster">The run-time level of the target's cluster; null if none was set.</param>
    /// <param name="target">Guest, node or service.</param>
    /// <param name="tags">The guest's tags, separated by <c>;</c>; null for none.</param>
    public static LevelDecision LevelFor(
        AutonomyRules rules, AutonomyLevel current, AutonomyLevel? currentOfCluster, EntityId target, string? tags)
    {
        string[] own = [.. GuestTags.Split(tags).Select(tag => tag.ToLowerInvariant())];
        var settings = Settings(rules, target, own).ToList();
        var cluster = rules.Clusters.GetValueOrDefault(target.Cluster.Value);
        var never = cluster is { NeverAct: true }
            ? $"the setting of cluster {target.Cluster}"
            : settings.Find(setting => setting.Override.NeverAct).Source;
        if (own.Contains(NeverActTag, StringComparer.Ordinal)) never = $"its tag {NeverActTag}";

        var (wide, wideSource) = (currentOfCluster, cluster?.Level) switch
        {
            ({ } set, _) => (set, $"set for cluster {target.Cluster} at run time"),
            (_, { } configured) => (configured, $"the setting of cluster {target.Cluster}"),
            _ => (current, "the level of the whole monitor"),
        };
        var chosen = settings.Find(setting => setting.Override.Level is not null);
        var (level, source) = chosen.Override is { Level: { } specific } ? (specific, chosen.Source!) : (wide, wideSource);
        var (cap, uncapped) = currentOfCluster is { } lowered ? (lowered, cluster?.Level ?? rules.Level) : (current, rules.Level);
        var capped = cap < uncapped && level > cap;
        var reason = capped
            ? $"level {(int)cap}: set at run time below the configured {(int)uncapped}, it caps level {(int)level} ({source})"
            : $"level {(int)level}: {source}";
        if (capped) level = cap;
        return never is null ? new(level, false, reason) : new(level, true, $"{never} forbids any action");
    }

    /// <summary>The highest level of anything in a cluster; 0 if the cluster must never be acted on.</summary>
    /// <param name="rules">The configured levels.</param>
    /// <param name="now">The levels at run time.</param>
    /// <param name="cluster">The cluster.</param>
    public static AutonomyLevel HighestIn(AutonomyRules rules, AutonomySettings now, ClusterName cluster)
    {
        var configured = rules.Clusters.GetValueOrDefault(cluster.Value);
        if (configured is { NeverAct: true }) return AutonomyLevel.Observe;
        AutonomyLevel? own = now.Clusters.TryGetValue(cluster.Value, out var set) ? set : null;
        var (cap, usual) = own is { } lowered ? (lowered, configured?.Level ?? rules.Level) : (now.Level, rules.Level);
        var levels = rules.Guests.Concat(rules.Nodes).Where(entity => entity.Key.StartsWith($"{cluster}/", StringComparison.Ordinal))
            .Concat(rules.Tags).Where(setting => !setting.Value.NeverAct)
            .Select(setting => setting.Value.Level).OfType<AutonomyLevel>()
            .Append(own ?? configured?.Level ?? now.Level).ToList();
        return cap < usual && levels.Max() > cap ? cap : levels.Max();
    }

    private static IEnumerable<(string Source, AutonomyOverride Override)> Settings(
        AutonomyRules rules, EntityId target, IReadOnlyList<string> tags)
    {
        if (target.Kind == EntityKind.Guest && rules.Guests.TryGetValue(target.ToString(), out var guest))
            yield return ($"the setting of {target}", guest);
        if (NodeOf(target) is { } node && rules.Nodes.TryGetValue(node.ToString(), out var host))
            yield return ($"the setting of {node}", host);
        var tagged = tags.Where(rules.Tags.ContainsKey).Select(tag => (Source: $"the setting of tag {tag}", Override: rules.Tags[tag]));
        foreach (var setting in tagged.OrderBy(setting => setting.Override.Level ?? AutonomyLevel.ActSilently)) yield return setting;
    }

    // A node's setting also applies to its services.
    private static NodeId? NodeOf(EntityId target) => target switch
    {
        { Kind: EntityKind.Node } => new(target.Cluster, target.Name),
        { Kind: EntityKind.Service, Node: { } node } => new(target.Cluster, node),
        _ => null,
    };
}
