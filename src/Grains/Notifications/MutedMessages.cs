using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>Holds the messages of destinations while they are muted.</summary>
internal sealed class MutedMessages(
    SilenceReader silences, INotificationStore store, IIncidentStore incidents, MonitorSettings settings, TimeProvider time)
{
    private const int PerPage = 1000;

    /// <summary>Decides whether the message of a plan is muted, and stores that.</summary>
    public async Task<MuteDecision> Hold(DeliveryPlan plan, CancellationToken stop)
    {
        if (plan is not { Current: { } current, Form: { } form }) return new(false, null, plan.Reason);
        var mute = MuteDecision.Of(settings.Notifications, current, form, await silences.Read(), time.GetUtcNow());
        if (!mute.IsMuted) return mute;
        await store.UpdateAsync(
            [.. plan.Collapsed.Append(current).Select(one => one with { State = NotificationState.Silenced, LastError = mute.Reason })],
            stop);
        return mute;
    }

    /// <summary>Puts messages that are no longer muted back into the queue of their destination, or settles them.</summary>
    /// <returns>When the next one is no longer muted; null if none is muted or that is not known.</returns>
    public async Task<DateTimeOffset?> Release(string destination, CancellationToken stop)
    {
        DateTimeOffset? next = null;
        var after = 0L;
        while (await store.ListSilencedAsync(destination, after, PerPage, stop) is { Count: > 0 } muted)
        {
            var (all, now) = (await silences.Read(), time.GetUtcNow());
            foreach (var incident in muted.GroupBy(one => one.Notice.IncidentId, StringComparer.Ordinal))
            {
                var decision = Decide(incident.Last(), all, now);
                if (decision.IsMuted) next = decision.Until < next || next is null ? decision.Until : next;
                else await Settle(destination, incident.Key, now, stop);
            }

            after = muted[^1].Sequence;
        }

        return next;
    }

    // The newest message has the present severity, which is what silences match.
    private MuteDecision Decide(Notification newest, Silences all, DateTimeOffset now) => MuteDecision.Of(
        settings.Notifications, newest, newest.Notice.IsRecovery ? MessageForm.Recovery : MessageForm.Trouble, all, now);

    private async Task Settle(string destination, string incidentId, DateTimeOffset now, CancellationToken stop)
    {
        var history = await store.ListByIncidentAsync(destination, incidentId, stop);
        var isOpen = await incidents.FindAsync(incidentId, stop) is { IsOpen: true };
        await store.UpdateAsync(MuteRelease.Of(history, isOpen, now), stop);
    }
}
