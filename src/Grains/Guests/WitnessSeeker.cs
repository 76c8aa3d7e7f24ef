using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Grains.Guests;

/// <summary>Finds a witness for a row that claims a start or a stop: the guest's own node, or a later row.</summary>
internal sealed class WitnessSeeker(GuestId guest, IProbe probe)
{
    private (GuestStatus Status, DateTimeOffset At)? _claim;

    public async Task<Witness> Seek(GuestState? last, GuestSighting sighting)
    {
        if (GuestRestarts.IsClaimed(last, sighting)) return await OfRestart(sighting);
        if (!GuestTracker.NeedsWitness(last, sighting))
        {
            _claim = null;
            return Witness.None;
        }

        if (sighting.Live is { } asked) return Witness.Of(asked);
        if (sighting.Crowded) return Repeat(sighting, "many guests are suspect at once", StormForecast.FlipBack);
        var live = await probe.ReadGuestAsync(guest, sighting.Sample.Node, sighting.Sample.Kind, CancellationToken.None);
        if (live.Succeeded) return Witness.Of(live.Value);
        return Repeat(sighting, live.Failure.Message, live.Failure.IsSilence ? Witness.Unasked(sighting.NodePace) : StormForecast.FlipBack);
    }

    // An uptime that fell is strong evidence by itself; the live one tells a row that flips back.
    private async Task<Witness> OfRestart(GuestSighting sighting)
    {
        _claim = null;
        if (sighting.Crowded) return Witness.None;
        var live = await probe.ReadGuestAsync(guest, sighting.Sample.Node, sighting.Sample.Kind, CancellationToken.None);
        return live.Succeeded ? Witness.Of(live.Value) : Witness.None;
    }

    private Witness Repeat(GuestSighting sighting, string why, TimeSpan after)
    {
        if (_claim is { } claim && claim.Status == sighting.Sample.Status)
            return sighting.At - claim.At >= after ? Witness.Repeated : Witness.Absent($"waiting for later polls: {why}");

        _claim = (sighting.Sample.Status, sighting.At);
        return Witness.Absent($"waiting for later polls: {why}");
    }
}
