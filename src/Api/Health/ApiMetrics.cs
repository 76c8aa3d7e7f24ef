using System.Diagnostics.Metrics;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Api.Health;

/// <summary>Metrics of this API host.</summary>
internal sealed class ApiMetrics
{
    public const string MeterName = "OrleansMonitor.Api";

    private readonly UpDownCounter<int> _subscribers;
    private readonly Counter<long> _events;
    private readonly Gauge<int> _open;
    private readonly Counter<long> _heartbeats;

    public ApiMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _subscribers = meter.CreateUpDownCounter<int>("monitor.live.subscribers", "{subscriber}", "Streams open at hubs, by hub.");
        _events = meter.CreateCounter<long>("monitor.live.events", "{event}", "Events that came through the feed, by type and severity.");
        _open = meter.CreateGauge<int>(
            "monitor.incidents.open", "{incident}", "Incidents that are not resolved; each process reports all of them.");
        _heartbeats = meter.CreateCounter<long>(
            "monitor.heartbeats", "{heartbeat}", "Heartbeats, by result: alive, failure, skipped, unanswered.");
    }

    /// <summary>Counts a heartbeat.</summary>
    public void CountHeartbeat(string result) => _heartbeats.Add(1, new KeyValuePair<string, object?>("result", result));

    /// <summary>Counts a subscriber until disposed.</summary>
    public IDisposable CountSubscriber(string hub)
    {
        _subscribers.Add(1, new KeyValuePair<string, object?>("hub", hub));
        return new Subscription(this, hub);
    }

    public void CountEvent(MonitorEvent e) => _events.Add(1, new("type", ApiJson.Word(e.Type)), new("severity", ApiJson.Word(e.Severity)));

    public void SetOpenIncidents(int incidents) => _open.Record(incidents);

    private sealed class Subscription(ApiMetrics metrics, string hub) : IDisposable
    {
        public void Dispose() => metrics._subscribers.Add(-1, new KeyValuePair<string, object?>("hub", hub));
    }
}
