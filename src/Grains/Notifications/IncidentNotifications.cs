using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>The notifications of the steps of incidents.</summary>
internal sealed class IncidentNotifications(IGrainFactory grains, MonitorSettings settings)
{
    /// <summary>The notifications to store together with a step; empty if people are not notified of it.</summary>
    /// <param name="notify">Whether people are notified of it (<see cref="IncidentNotice.ShouldNotify"/>).</param>
    /// <param name="incident">The incident after the step.</param>
    /// <param name="step">The step, unique within the incident and the same when it is repeated.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="reason">Its reason.</param>
    /// <param name="replacedBy">The condition that takes its place; null for none.</param>
    public ImmutableArray<Notification> Of(
        bool notify, Incident incident, string step, DateTimeOffset at, string reason, Replacement? replacedBy = null)
    {
        if (!notify) return [];
        var notice = Notice.Of(incident, step, at, reason, RepairOutcome.Of(incident)) with { ReplacedBy = replacedBy };
        return NotificationPlanner.Plan(settings.Notifications, notice);
    }

    /// <summary>Wakes the destinations of notifications that were stored. If this is lost, their reminders wake them.</summary>
    public void Wake(ImmutableArray<Notification> stored)
    {
        foreach (var one in stored.Where(one => one.State != NotificationState.Unrouted).DistinctBy(one => one.Destination))
            grains.Destination(one.Destination).Wake().Ignore();
    }
}
