namespace OrleansMonitor.Domain.Autonomy;

/// <summary>
/// Which level is in force for a target. "Never act", by the tag <see cref="NeverActTag"/> or by configuration, wins over everything. Then
/// the most specific setting counts: guest or node; tag, of several the lowest; cluster as set at run time; cluster as configured; the
/// whole monitor as set at run time, which begins as configured. A level that was set at run time below its configured one caps what is
/// more specific: lowering is how people stop what goes wrong.
/// </summary>
public static class AutonomyPolicy
{
    /// <summary>A guest with this tag is never acted on.</summary>
    public const string NeverActTag = "monitor-never-act";

    /// <summary>The level for a target, by the settings in force.</summary>
    /// <param name="rules">The configured levels.</param>
    /// <param name="now">The levels at run time.</param>
    /// <param name="target">Anything in a cluster, or the cluster.</param>
    /// <param name="tags">The guest's tags, separated by <c>;</c>; null for none.</param>
    public static LevelDecision LevelFor(AutonomyRules rules, AutonomySettings now, EntityId target, string? tags) => LevelFor(
        rules, now.Level, now.Clusters.TryGetValue(target.Cluster.ToString(), out var own) ? own : null, target, tags);

    /// <summary>The level for a target.</summary>
    /// <param name="rules">The configured levels.</param>
    /// <param name="current">The level of the whole monitor at run time.</param>
    /// <param name="currentOfCluster">The level of the target's cluster at run time; null where none was set.</param>
    /// <param name="target">Guest, node or service.</param>
    /// <param name="tags">The guest's tags, separated by <c>;</c>; null for none.</param>
    public static LevelDecision LevelFor(
        AutonomyRules rules, AutonomyLevel current, AutonomyLevel? currentOfCluster, EntityId target, string? tags)
    {
        string[] own = [.. GuestTags.Split(tags).Select(tag => tag.ToLowerInvariant())];
        var settings = Settings(rules, target, own).ToList();
        var cluster = rules.Clusters.GetValueOrDefault(target.Cluster.Value);
        var never = own.Contains(NeverActTag, StringComparer.Ordinal) ? $"its tag {NeverActTag}"
            : cluster is { NeverAct: true } ? $"the setting of cluster {target.Cluster}"
            : settings.Find(setting => setting.Override.NeverAct).Source;

        var (wide, wideReason) = currentOfCluster is { } set ? (set, $"set for cluster {target.Cluster} at run time")
            : cluster is { Level: { } configured } ? (configured, $"the setting of cluster {target.Cluster}")
            : (current, "the level of the whole monitor");
        var chosen = settings.Find(setting => setting.Override.Level is not null);
        var (level, reason) = chosen.Override is { Level: { } specific } ? (specific, chosen.Source!) : (wide, wideReason);

        var (cap, usual) = currentOfCluster is { } lowered ? (lowered, cluster?.Level ?? rules.Level) : (current, rules.Level);
        var capped = cap < usual && level > cap;
        var words = capped
            ? $"level {(int)cap}: set at run time below the configured {(int)usual}, it caps level {(int)level} ({reason})"
            : $"level {(int)level}: {reason}";
        return never is null ? new(capped ? cap : level, false, words) : new(capped ? cap : level, true, $"{never} forbids any action");
    }

    /// <summary>The highest level that anything in a cluster can have; 0 where the cluster must never be acted on.</summary>
    /// <param name="rules">The configured levels.</param>
    /// <param name="now">The levels at run time.</param>
    /// <param name="cluster">The cluster.</param>
    public static AutonomyLevel HighestIn(AutonomyRules rules, AutonomySettings now, ClusterName cluster)
    {
        var configured = rules.Clusters.GetValueOrDefault(cluster.Value);
        if (configured is { NeverAct: true }) return AutonomyLevel.Observe;
        AutonomyLevel? own = now.Clusters.TryGetValue(cluster.Value, out var set) ? set : null;
        var (cap, usual) = own is { } lowered ? (lowered, configured?.Level ?? rules.Level) : (now.Level, rules.Level);
        var levels = rules.Entities.Where(entity => entity.Key.StartsWith($"{cluster}/", StringComparison.Ordinal))
            .Concat(rules.Tags).Where(setting => !setting.Value.NeverAct)
            .Select(setting => setting.Value.Level).OfType<AutonomyLevel>()
            .Append(own ?? configured?.Level ?? now.Level).ToList();
        return cap < usual && levels.Max() > cap ? cap : levels.Max();
    }

    private static IEnumerable<(string Source, AutonomyOverride Override)> Settings(
        AutonomyRules rules, EntityId target, IReadOnlyList<string> tags)
    {
        if (rules.Entities.TryGetValue(target.ToString(), out var entity)) yield return ($"the setting of {target}", entity);
        if (target is { Kind: EntityKind.Service, Node: { } node }
            && rules.Entities.TryGetValue(new NodeId(target.Cluster, node).ToString(), out var host))
            yield return ($"the setting of {new NodeId(target.Cluster, node)}", host);
        var tagged = tags.Where(rules.Tags.ContainsKey).Select(tag => (Source: $"the setting of tag {tag}", Override: rules.Tags[tag]));
        foreach (var setting in tagged.OrderBy(setting => setting.Override.Level ?? AutonomyLevel.ActSilently)) yield return setting;
    }
}
