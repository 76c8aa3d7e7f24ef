using System.Collections.Immutable;
using System.Globalization;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>Evaluates the suppressions of an incident. Pure and level-triggered: call it again after any change.</summary>
public static class Suppressions
{
    /// <summary>All active suppressions of an incident.</summary>
    public static ImmutableArray<Suppression> Of(Incident incident, SuppressionContext context)
    {
        if (incident.ConcernsMonitor) return [];
        var traits = incident.Entity.Vmid is { } vmid ? context.Traits.Guest(vmid) : null;
        var node = traits?.Node ?? incident.Entity.Node ?? incident.Node;
        var found = ImmutableArray.CreateBuilder<Suppression>();
        // An incident that came later never suppresses a notification that is still to be sent.
        if (Inhibition.ParentOf(incident, node, context.Parents, context.At, context.Aftermath, context.Storm) is { } parent
            && (incident.NotifiedAt is not null || !Inhibition.CameLater(parent, incident)))
            found.Add(ByParent(parent, incident, context));
        foreach (var window in context.Windows)
        {
            if (window.ActiveUntil(context.Calendar) is not { } until) continue;
            // If unknown, the window keeps covering what it covered before.
            if (window.Scope.Covers(incident.Entity, node, traits) ?? incident.Suppressions.Any(known => known.Window == window.Name))
                found.Add(ByWindow(window, until));
        }

        if (node is not null && InMaintenance(incident, node, context))
            found.Add(new(SuppressionKind.NodeMaintenance, $"Proxmox HA has {node} in maintenance mode"));
        if (incident.Flap?.QuietSince is { } since) found.Add(new(SuppressionKind.Quiet, $"flapping; inactive since {Clock(since)}"));
        if (found.Count == 0 && LevelNotice.Of(incident, traits, context) is { } silence) found.Add(silence);
        return found.DrainToImmutable();
    }

    private static bool InMaintenance(Incident incident, string node, SuppressionContext context) =>
        context.Traits.Known
            ? context.Traits.NodesInMaintenance.Contains(node)
            : incident.Suppressions.Any(known => known.Kind == SuppressionKind.NodeMaintenance);

    private static Suppression ByParent(Incident parent, Incident incident, SuppressionContext context)
    {
        var related = Inhibition.CameLater(parent, incident);
        var reason = (related, parent.GoneSince) switch
        {
            (true, _) => $"related to {parent.Key}, which began later",
            (false, null) => $"caused by {parent.Key}",
            _ => $"{parent.Key} has just ended; its consequences may clear by themselves",
        };
        return new(SuppressionKind.Parent, reason)
        {
            ParentId = parent.Id,
            ParentKey = parent.Key,
            Until = parent.GoneSince + context.Aftermath,
            IsRelated = related,
        };
    }

    private static Suppression ByWindow(MaintenanceWindow window, DateTimeOffset until) =>
        new(SuppressionKind.Maintenance, $"maintenance window {window.Name} until {Clock(until)}") { Window = window.Name, Until = until };

    private static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
