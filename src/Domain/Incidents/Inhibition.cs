using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>Tells which incident explains another one: its parent.</summary>
public static class Inhibition
{
    /// <summary>True for conditions that explain others.</summary>
    public static bool CanBeParent(ConditionType condition) => condition.Row().Reach > Reach.Itself;

    /// <summary>
    /// The narrowest incident that explains another: a storage's before its node's, a node's before the cluster's. Null where none does.
    /// </summary>
    /// <param name="incident">The one to be explained.</param>
    /// <param name="node">The node that it concerns now; null where none or not known.</param>
    /// <param name="parents">Those that could explain it, open or ended. One that is held open by flapping alone explains no more than one that ended when it became quiet.</param>
    /// <param name="at">Now.</param>
    /// <param name="aftermath">How long an ended one still explains: what it caused ends later than it does.</param>
    /// <param name="storm">Which guests' failures belong to a storm; null for none.</param>
    public static Incident? ParentOf(Incident incident, string? node, IEnumerable<Incident> parents, DateTimeOffset at, TimeSpan aftermath, StormReach? storm = null) => parents
        .Where(parent => Explains(parent, incident, node, storm) && Stands(parent, at, aftermath))
        .OrderBy(parent => parent.Condition.Row().Reach).ThenBy(parent => parent.ConditionHolds ? 0 : 1)
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

    // A clock that was set back must not keep an ended one standing.
    private static bool Stands(Incident parent, DateTimeOffset at, TimeSpan aftermath) =>
        parent.GoneSince is not { } end || (parent.Condition.Row().LeavesDamage && (at - end).Duration() < aftermath);
}
