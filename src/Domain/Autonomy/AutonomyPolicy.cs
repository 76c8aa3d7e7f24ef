namespace OrleansMonitor.Domain.Autonomy;

/// <summary>
/// Which level is in force for a target. In this order: "never act", by the tag <see cref="NeverActTag"/> or by configuration, wins over
/// everything. Then the most specific setting counts: guest or node, tag, cluster, global; of several tags the lowest. The global level is
/// the one set at run time, else the configured one. A level set at run time below the configured one caps everything: lowering it is how
/// people stop what goes wrong.
/// </summary>
public static class AutonomyPolicy
{
    /// <summary>A guest with this tag is never acted on.</summary>
    public const string NeverActTag = "monitor-never-act";

    /// <summary>The level for a target.</summary>
    /// <param name="rules">The configured levels.</param>
    /// <param name="current">The level in force at run time.</param>
    /// <param name="target">Guest, node or service.</param>
    /// <param name="tags">The guest's tags, separated by <c>;</c>; null for none.</param>
    public static LevelDecision LevelFor(AutonomyRules rules, AutonomyLevel current, EntityId target, string? tags)
    {
        var own = Tags(tags);
        var settings = Settings(rules, target, own).ToList();
        var never = own.Contains(NeverActTag, StringComparer.Ordinal) ? $"its tag {NeverActTag}" : settings.Find(setting => setting.Override.NeverAct).Source;
        var chosen = settings.Find(setting => setting.Override.Level is not null);
        var level = chosen.Override?.Level ?? current;
        var reason = chosen.Source is { } source ? $"level {(int)level} by {source}" : $"level {(int)level}, the global one";
        if (current < rules.Level && level > current)
            (level, reason) = (current, $"level {(int)current}, set at run time below the configured {(int)rules.Level}, which caps {reason}");
        return never is null ? new(level, false, reason) : new(level, true, $"{never} forbids any action");
    }

    /// <summary>Whether a guest carries a tag; case does not matter.</summary>
    public static bool HasTag(string? tags, string tag) => Tags(tags).Contains(tag, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<(string Source, AutonomyOverride Override)> Settings(AutonomyRules rules, EntityId target, IReadOnlyList<string> tags)
    {
        if (rules.Entities.TryGetValue(target.ToString(), out var entity)) yield return ($"the setting of {target}", entity);
        if (target is { Kind: EntityKind.Service, Node: { } node } && rules.Entities.TryGetValue($"{target.Cluster}/{node}", out var host))
            yield return ($"the setting of {target.Cluster}/{node}", host);
        var tagged = tags.Where(rules.Tags.ContainsKey).Select(tag => (Source: $"the setting of tag {tag}", Override: rules.Tags[tag]));
        foreach (var setting in tagged.OrderBy(setting => setting.Override.Level ?? AutonomyLevel.ActSilently)) yield return setting;
        if (rules.Clusters.TryGetValue(target.Cluster.Value, out var cluster)) yield return ($"the setting of cluster {target.Cluster}", cluster);
    }

    private static string[] Tags(string? tags) =>
        [.. (tags ?? "").Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(tag => tag.ToLowerInvariant())];
}
