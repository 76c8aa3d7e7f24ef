using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>Determines the parent of an incident: the one that explains it.</summary>
public static class Inhibition
{
    // A cause can be seen up to 5 minutes after its effects: Proxmox drops the metrics of a frozen node after that time.
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(5);

    /// <summary>True for conditions that explain others.</summary>
    public static bool CanBeParent(ConditionType condition) => condition.Row().Reach > Reach.Itself;

    /// <summary>True if an incident began so long before its parent that it is only related to it and no consequence.</summary>
    public static bool CameLater(Incident parent, Incident incident) => incident.BeganAt < parent.OpenedAt - Lead;

    /// <summary>
    /// The most specific incident that explains another: a storage before its node, a node before the cluster. One that came later
    /// (<see cref="CameLater"/>) counts only if no other does, and while its condition holds. Null if none does.
    /// </summary>
    /// <param name="incident">The incident to explain.</param>
    /// <param name="node">The affected node now; null if none or not known.</param>
    /// <param name="parents">Candidates, open or ended. One that only flapping keeps open counts as ended when it became quiet.</param>
    /// <param name="at">The current time.</param>
    /// <param name="aftermath">How long an ended incident still explains others, since its effects end later.</param>
    /// <param name="storm">Which guests' failures belong to a storm; null for none.</param>
    public static Incident? ParentOf(
        Incident incident, string? node, IEnumerable<Incident> parents, DateTimeOffset at, TimeSpan aftermath,
        StormReach? storm = null) => parents
        .Where(parent => Explains(parent, incident, node, storm) && IsInEffect(parent, at, aftermath))
        .Where(parent => parent.ConditionHolds || !CameLater(parent, incident))
        .OrderBy(parent => CameLater(parent, incident)).ThenBy(parent => parent.Condition.Row().Reach)
        .ThenBy(parent => parent.ConditionHolds ? 0 : 1)
        .ThenBy(parent => parent.Id, StringComparer.Ordinal)
        .FirstOrDefault();

    private static bool Explains(Incident parent, Incident child, string? node, StormReach? storm)
    {
        var row = parent.Condition.Row();
        if (row.Reach <= child.Condition.Row().Reach || child.ConcernsMonitor) return false;
        if (row.Reach < Reach.All && parent.Entity.Cluster != child.Entity.Cluster) return false;
        return row.Explains(new(
            child.Condition,
            IsGuest: child.Entity.Kind == EntityKind.Guest,
            IsHere: node is not null && string.Equals(node, parent.Entity.Node, StringComparison.Ordinal),
            IsOfStorage: string.Equals(child.Storage, parent.Entity.Name, StringComparison.Ordinal),
            IsOfStorm: storm?.Covers(parent, child) == true));
    }

    // Duration(): a clock that was set back must not keep an ended incident in effect.
    private static bool IsInEffect(Incident parent, DateTimeOffset at, TimeSpan aftermath) =>
        parent.GoneSince is not { } end || (parent.Condition.Row().HasAftermath && (at - end).Duration() < aftermath);
}
