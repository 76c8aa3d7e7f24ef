using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>A SignalR client that counts events, and records the time and position of the storm's first one.</summary>
internal sealed class StormArrivals(HubConnection hub) : HubReader(hub)
{
    public int Count { get; private set; }

    /// <summary>The number of events that notify people.</summary>
    public int Notified { get; private set; }

    public long FirstAt { get; private set; }

    public long LastAt { get; private set; }

    /// <summary>The time of the first FAILURE_STORM event and its position from 1; null before.</summary>
    public (long At, int Place)? Storm { get; private set; }

    /// <summary>Resets the counts.</summary>
    public void Forget() => (Count, Notified, Storm) = (0, 0, null);

    protected override void Note(JsonElement seen)
    {
        LastAt = Stopwatch.GetTimestamp();
        if (++Count == 1) FirstAt = LastAt;
        if (seen.GetProperty("details").TryGetProperty("notify", out var notify) && notify.GetString() == "true") Notified++;
        if (Storm is null && seen.GetProperty("condition").GetString() == "FAILURE_STORM") Storm = (LastAt, Count);
    }
}
