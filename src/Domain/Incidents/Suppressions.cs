using System.Collections.Immutable;
using System.Globalization;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>
/// Tells what keeps an incident from being told and acted on. Pure and level-triggered: ask again whenever something moved.
/// </summary>
public static class Suppressions
{
    /// <summary>Everything that suppresses an incident now; empty where nothing does.</summary>
    public static ImmutableArray<Suppression> Of(Incident incident, SuppressionContext context)
    {
        if (incident.ConcernsMonitor) return [];
        var traits = incident.Entity.Vmid is { } vmid ? context.Traits.Guest(vmid) : null;
        var node = traits?.Node ?? incident.Entity.Node ?? incident.Node;
        var found = ImmutableArray.CreateBuilder<Suppression>();
        // What came later keeps nothing from being told that was not told yet.
        if (Inhibition.ParentOf(incident, node, context.Parents, context.At, context.Aftermath, context.Storm) is { } parent
            && (incident.NotifiedAt is not null || !Inhibition.CameLater(parent, incident)))
            found.Add(Under(parent, incident, context));
        foreach (var window in context.Windows)
        {
            if (window.ActiveUntil(context.Calendar) is not { } until) continue;
            // Unknown is no news: what a window covered so far it goes on to cover.
            if (window.Scope.Covers(incident.Entity, node, traits) ?? incident.Suppressions.Any(known => known.Window == window.Name))
                found.Add(During(window, until));
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

    private static Suppression Under(Incident parent, Incident incident, SuppressionContext context)
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

    private static Suppression During(MaintenanceWindow window, DateTimeOffset until) =>
        new(SuppressionKind.Maintenance, $"maintenance window {window.Name} until {Clock(until)}") { Window = window.Name, Until = until };

    private static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
