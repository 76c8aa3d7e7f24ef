using System.Collections.Frozen;
using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>Whether the autonomy level suppresses notifications of an incident. Pure.</summary>
internal static class LevelNotice
{
    // Timeline kinds of a repair that failed or is blocked (RemediationStory).
    private static readonly FrozenSet<string> UnrepairedKinds =
        FrozenSet.Create(StringComparer.Ordinal, "failed", "unknown", "escalated", "blocked", "rejected");

    /// <summary>The suppression; null if the level allows notification.</summary>
    public static Suppression? Of(Incident incident, GuestTraits? traits, SuppressionContext context)
    {
        var known = incident.Suppressions.FirstOrDefault(suppression => suppression.Kind == SuppressionKind.Level);

        // A level or tags that cannot be read change nothing.
        if (context.Autonomy is not { } autonomy || (incident.Entity.Vmid is not null && !context.Traits.Known)) return known;
        var level = AutonomyPolicy.LevelFor(context.Levels, autonomy, incident.Entity, traits?.Tags);
        return level.Level switch
        {
            AutonomyLevel.Observe => new(SuppressionKind.Level, $"it is recorded without a notification ({level.Reason})"),
            AutonomyLevel.ActSilently when !level.NeverAct => RepairPending(incident, level, context),
            _ => null,
        };
    }

    private static Suppression? RepairPending(Incident incident, LevelDecision level, SuppressionContext context)
    {
        if (context.RepairTime(incident.Condition) is not { } time || incident.Timeline.Any(entry => UnrepairedKinds.Contains(entry.Kind)))
            return null;
        var until = incident.BeganAt + time;
        return (context.At - incident.BeganAt).Duration() < time
            ? new(SuppressionKind.Level, $"its repair is under way; you are notified only if that fails ({level.Reason})") { Until = until }
            : null;
    }
}
