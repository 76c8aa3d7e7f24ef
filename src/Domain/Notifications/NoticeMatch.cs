using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>
/// Which steps of incidents a route sends or a silence mutes. Everything that is set must match; without anything all do. A guest whose
/// tags and pool are unknown matches none.
/// </summary>
[GenerateSerializer, Immutable, Alias("silence-match")]
public sealed record NoticeMatch
{
    /// <summary>The least severity that matches.</summary>
    [Id(0)] public Severity MinimumSeverity { get; init; }

    /// <summary>The clusters that match; empty for all.</summary>
    [Id(1)] public ImmutableArray<string> Clusters { get; init; } = [];

    /// <summary>The nodes that match; empty for all.</summary>
    [Id(2)] public ImmutableArray<string> Nodes { get; init; } = [];

    /// <summary>The conditions that match; empty for all.</summary>
    [Id(3)] public ImmutableArray<ConditionType> Conditions { get; init; } = [];

    /// <summary>The entity that matches, such as <c>lab/100</c>; null for all.</summary>
    [Id(4)] public string? Entity { get; init; }

    /// <summary>The id of the incident that matches; null for all.</summary>
    [Id(5)] public string? IncidentId { get; init; }

    /// <summary>The tags of guests that match, any of several; empty for all.</summary>
    [Id(6)]
    public ImmutableArray<string> Tags
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>The pools of guests that match; empty for all.</summary>
    [Id(7)]
    public ImmutableArray<string> Pools
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>Whether everything matches.</summary>
    public bool IsAll => MinimumSeverity == Severity.Info && Clusters.IsEmpty && Nodes.IsEmpty && Conditions.IsEmpty && Entity is null
        && IncidentId is null && Tags.IsEmpty && Pools.IsEmpty;

    /// <summary>Whether an incident matches.</summary>
    public bool Matches(Notice notice) =>
        notice.Severity >= MinimumSeverity
        && Has(Clusters, notice.Cluster)
        && Has(Nodes, notice.Node)
        && (Tags.IsEmpty || Tags.Any(tag => GuestTags.Contain(notice.Guest?.Tags, tag)))
        && Has(Pools, notice.Guest?.Pool)
        && (Conditions.IsEmpty || Conditions.Contains(notice.Condition))
        && (Entity is null || string.Equals(Entity, notice.Entity, StringComparison.OrdinalIgnoreCase))
        && (IncidentId is null || string.Equals(IncidentId, notice.IncidentId, StringComparison.Ordinal));

    /// <summary>What matches, in a few words.</summary>
    public string Describe()
    {
        if (IsAll) return "everything";
        var parts = new List<string>();
        if (IncidentId is { } incident) parts.Add($"incident {incident}");
        if (Entity is { } entity) parts.Add(entity);
        if (!Conditions.IsEmpty) parts.Add(string.Join(" or ", Conditions.Select(one => one.ToName())));
        if (!Nodes.IsEmpty) parts.Add($"on {string.Join(" or ", Nodes)}");
        if (!Clusters.IsEmpty) parts.Add($"in {string.Join(" or ", Clusters)}");
        if (!Tags.IsEmpty) parts.Add($"with tag {string.Join(" or ", Tags)}");
        if (!Pools.IsEmpty) parts.Add($"in pool {string.Join(" or ", Pools)}");
        if (MinimumSeverity > Severity.Info) parts.Add($"from {MinimumSeverity.ToString().ToLowerInvariant()} on");
        return string.Join(", ", parts);
    }

    private static bool Has(ImmutableArray<string> names, string? name) =>
        names.IsEmpty || (name is not null && names.Contains(name, StringComparer.OrdinalIgnoreCase));
}
