using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Dashboard.Workbench;

/// <summary>Incidents under one heading. Groups are in the order of their first incidents, which is that of the most important.</summary>
/// <param name="Key">What they share; empty if they are not grouped.</param>
/// <param name="Title">The heading; null for none.</param>
/// <param name="Incidents">The incidents, in their order.</param>
public sealed record IncidentGroup(string Key, string? Title, IReadOnlyList<Incident> Incidents)
{
    /// <summary>What can be grouped by, as it is written in the address.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["condition", "cluster", "cause"];

    /// <summary>Groups incidents.</summary>
    /// <param name="incidents">The incidents, the most important first.</param>
    /// <param name="by">One of <see cref="Kinds"/>; anything else makes one group without a heading.</param>
    public static IReadOnlyList<IncidentGroup> Of(IReadOnlyCollection<Incident> incidents, string? by) => by switch
    {
        "condition" => By(incidents, incident => incident.Condition.ToName(), (key, _) => key),
        "cluster" => By(incidents, incident => incident.Entity.ClusterText ?? "", (key, _) => key.Length == 0 ? "The monitor itself" : key),
        "cause" => ByCause(incidents),
        _ => incidents.Count == 0 ? [] : [new("", null, [.. incidents])],
    };

    // The cause of an incident is the one that explains it, which heads its own group.
    private static List<IncidentGroup> ByCause(IReadOnlyCollection<Incident> incidents)
    {
        var byId = incidents.ToDictionary(incident => incident.Id, StringComparer.Ordinal);
        var parents = incidents.Select(ParentOf).OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        return By(
            incidents,
            incident => ParentOf(incident) ?? (parents.Contains(incident.Id) ? incident.Id : ""),
            (key, group) => key.Length == 0 ? "Not explained by another incident" : TitleOf(key, byId, group));
    }

    // An open incident keeps the id of what once explained it; its suppressions say what does now.
    private static string? ParentOf(Incident incident) => incident.IsOpen
        ? incident.Suppressions.Select(suppression => suppression.ParentId).FirstOrDefault(id => id is not null)
        : incident.ParentId;

    private static string TitleOf(string parent, Dictionary<string, Incident> byId, IEnumerable<Incident> children) =>
        byId.TryGetValue(parent, out var found) ? found.Title : KeyOf(parent, children) ?? "An incident that is not shown";

    private static string? KeyOf(string parent, IEnumerable<Incident> children) => children
        .SelectMany(child => child.Suppressions).FirstOrDefault(suppression => suppression.ParentId == parent)?.ParentKey;

    private static List<IncidentGroup> By(
        IEnumerable<Incident> incidents, Func<Incident, string> keyOf, Func<string, IEnumerable<Incident>, string> titleOf) =>
    [
        .. incidents.GroupBy(keyOf, StringComparer.Ordinal)
            .Select(group => new IncidentGroup(group.Key, titleOf(group.Key, group), [.. group])),
    ];
}
