using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Hosting.Storage.Health;

/// <summary>
/// What is told live though it cannot be stored: that the database does not store. It has sequence 0 and says <c>stored: false</c>; once
/// the database is back, the same event comes stored, under the same id, with its end. Safe for many readers and one writer.
/// </summary>
public sealed class UnstoredEvents
{
    private readonly Lock _lock = new();
    private readonly ChangeSignal _changed = new();
    private MonitorEvent? _now;
    private long _version;

    /// <summary>The outage that lasts now, as its event; null while the database stores.</summary>
    public MonitorEvent? Now
    {
        get
        {
            lock (_lock) return _now;
        }
    }

    /// <summary>What has come since a version, 0 for all that is true now, and a task that ends when there may be more.</summary>
    public (MonitorEvent? Event, long Version, Task More) After(long version)
    {
        lock (_lock) return (version < _version ? _now : null, _version, _changed.Next);
    }

    /// <summary>Tells that the database does not store, to all who listen and who come.</summary>
    internal void Begin(StorageOutage outage)
    {
        var told = EventComposer.Of(outage.Raised(), null);
        Set(told with
        {
            IncidentKey = Domain.Incidents.IncidentKey.Of(ConditionType.MonitorStorageFailed, EntityId.Monitor),
            Details = new Dictionary<string, string>(
                told.Details, StringComparer.Ordinal)
            { [MonitorEvent.StoredDetail] = "false", [MonitorEvent.NotifyDetail] = "true" },
        });
    }

    /// <summary>The database stores again; its end is told by the stored event.</summary>
    internal void End() => Set(null);

    private void Set(MonitorEvent? now)
    {
        lock (_lock) (_now, _version) = (now, _version + 1);
        _changed.Set();
    }
}
