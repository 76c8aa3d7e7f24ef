using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Grains.Guests;

/// <summary>Confirms a row that claims a start or a stop: by the guest's own node, or by a later row.</summary>
internal sealed class ConfirmationReader(GuestId guest, IProbe probe)
{
    private (GuestStatus Status, string? Lock, DateTimeOffset At)? _claim;

    public async Task<Confirmation> Read(GuestState? last, GuestObservation observation)
    {
        if (GuestRestarts.IsClaimed(last, observation)) return await OfRestart(observation);
        if (!GuestTracker.NeedsConfirmation(last, observation))
        {
            _claim = null;
            return Confirmation.None;
        }

        if (observation.Live is { } asked) return Confirmation.Of(asked);
        if (observation.Crowded) return ByLaterRow(observation, "many guests are suspect at once", StormForecast.FlipBack);
        var live = await probe.ReadGuestAsync(guest, observation.Sample.Node, observation.Sample.Kind, CancellationToken.None);
        if (live.Succeeded) return Confirmation.Of(live.Value);
        return ByLaterRow(observation, live.Failure.Message,
            live.Failure.IsSilence ? Confirmation.WaitForRows(observation.NodePace) : StormForecast.FlipBack);
    }

    // A lower uptime is strong evidence by itself. The live one detects a row that flips back.
    private async Task<Confirmation> OfRestart(GuestObservation observation)
    {
        _claim = null;
        if (observation.Crowded) return Confirmation.None;
        var live = await probe.ReadGuestAsync(guest, observation.Sample.Node, observation.Sample.Kind, CancellationToken.None);
        return live.Succeeded ? Confirmation.Of(live.Value) : Confirmation.None;
    }

    // The lock in a row is current, its status up to a cycle old: after a lock ended, the status is not from before that only in a later
    // row.
    private Confirmation ByLaterRow(GuestObservation observation, string why, TimeSpan after)
    {
        if (_claim is { } claim && (claim.Status, claim.Lock) == (observation.Sample.Status, observation.Sample.Lock))
            return observation.At - claim.At >= after ? Confirmation.Repeated : Confirmation.Absent($"waiting for later polls: {why}");

        _claim = (observation.Sample.Status, observation.Sample.Lock, observation.At);
        return Confirmation.Absent($"waiting for later polls: {why}");
    }
}
