using System.Globalization;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Audit;

namespace OrleansMonitor.Grains.Autonomy;

/// <summary>A person's change of a level or the kill switch. Its row and event stay the same over retries.</summary>
internal sealed record SettingChange(string Action, string? Cluster, string Description, string? Reason, string Actor, DateTimeOffset At)
{
    private string Id { get; } = Guid.CreateVersion7(At).ToString("n", CultureInfo.InvariantCulture);

    /// <summary>The row of the audit log.</summary>
    /// <param name="next">The settings after it.</param>
    public AutonomyAction Row(AutonomySettings next) => AuditRow.Done(
        Id, At, Action, Description, LevelOf(next),
        ("level", (int)LevelOf(next)), ("killSwitch", next.KillSwitch.Active), ("reason", Reason)) with
    {
        Cluster = Cluster,
        Actor = Actor,
    };

    /// <summary>The event for clients.</summary>
    /// <param name="next">The settings after it.</param>
    public MonitorEvent Event(AutonomySettings next) => EventComposer.System(
        $"setting:{Id}", At, next.KillSwitch.Active ? Severity.Warning : Severity.Info, EventSource.User, Cluster, Description,
        $"{Description} (by {Actor}).");

    private AutonomyLevel LevelOf(AutonomySettings settings) =>
        Cluster is not null && settings.Clusters.TryGetValue(Cluster, out var own) ? own : settings.Level;
}
