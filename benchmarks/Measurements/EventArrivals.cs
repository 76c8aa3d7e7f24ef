using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>A SignalR client that records when the first event of each guest's change of state arrives.</summary>
internal sealed class EventArrivals(HubConnection hub) : HubReader(hub)
{
    private readonly ConcurrentDictionary<int, long> _arrived = [];

    /// <summary>Arrival times by VMID, in ticks of <see cref="Stopwatch"/>, which all processes of a machine share.</summary>
    public IReadOnlyDictionary<int, long> All => _arrived;

    public void Forget() => _arrived.Clear();

    protected override void Note(JsonElement seen)
    {
        var at = Stopwatch.GetTimestamp();
        if (seen.GetProperty("type").GetString() == "state_change"
            && seen.GetProperty("guest") is { ValueKind: JsonValueKind.Number } guest)
            _arrived.TryAdd(guest.GetInt32(), at);
    }
}
