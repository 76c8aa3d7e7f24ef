using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Hosting.Storage.Health;

/// <summary>
/// The event of a current database outage, published live because it cannot be stored. It has sequence 0 and <c>stored: false</c>; after
/// the outage the same event is stored under the same id, with its end. Safe for many readers and one writer.
/// </summary>
public sealed class UnstoredEvents
{
    private readonly Lock _lock = new();
    private readonly ChangeSignal _changed = new();
    private MonitorEvent? _now;
    private long _version;

    /// <summary>The event of the current outage; null while the database stores.</summary>
    public MonitorEvent? Now
    {
        get
        {
            lock (_lock) return _now;
        }
    }

    /// <summary>
    /// The event if it is newer than a version (0 for the current one), the present version, and a task that completes with the next
    /// change.
    /// </summary>
    public (MonitorEvent? Event, long Version, Task More) After(long version)
    {
        lock (_lock) return (version < _version ? _now : null, _version, _changed.Next);
    }

    /// <summary>Publishes an outage to all present and future subscribers.</summary>
    internal void Begin(StorageOutage outage)
    {
        var raised = EventComposer.Of(outage.Raised(), null);
        Set(raised with
        {
            IncidentKey = Domain.Incidents.IncidentKey.Of(ConditionType.MonitorStorageFailed, EntityId.Monitor),
            Details = new Dictionary<string, string>(raised.Details, StringComparer.Ordinal)
            {
                [MonitorEvent.StoredDetail] = "false",
                [MonitorEvent.NotifyDetail] = "true",
            },
        });
    }

    /// <summary>Ends the outage; the stored event reports its end.</summary>
    internal void End() => Set(null);

    private void Set(MonitorEvent? now)
    {
        lock (_lock) (_now, _version) = (now, _version + 1);
        _changed.Set();
    }
}
