using System.Runtime.InteropServices;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.History;

/// <summary>What one row says about the load of a running guest.</summary>
/// <param name="Sample">Its row.</param>
/// <param name="Traffic">Its counters.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct GuestReading(GuestSample Sample, GuestTraffic Traffic);

/// <summary>
/// The rows of running guests of one answer. Snapshots do not have them: they keep a guest's entry until it changes noticeably.
/// </summary>
public sealed class GuestReadings
{
    private readonly List<GuestReading> _rows = [];

    /// <summary>The rows, at most <see cref="HistoryBuffer.MaxEntities"/>.</summary>
    public IReadOnlyList<GuestReading> Rows => _rows;

    /// <summary>The number of rows that were left out because there are too many.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Forgets the rows and returns a sink that collects those of the next answer.</summary>
    /// <param name="next">Receives all rows.</param>
    public IResourceSink Begin(IResourceSink next)
    {
        _rows.Clear();
        LeftOut = 0;
        return new Sink(this, next);
    }

    private void Add(in GuestSample guest, in GuestTraffic traffic)
    {
        if (guest.Status != GuestStatus.Running) return;
        if (_rows.Count < HistoryBuffer.MaxEntities) _rows.Add(new(guest, traffic));
        else LeftOut++;
    }

    private sealed class Sink(GuestReadings readings, IResourceSink next) : IResourceSink
    {
        public void Guest(in GuestSample guest) => Guest(guest, default);

        public void Guest(in GuestSample guest, in GuestTraffic traffic)
        {
            readings.Add(guest, traffic);
            next.Guest(guest);
        }

        public void Node(in NodeSample node) => next.Node(node);

        public void Storage(in StorageSample storage) => next.Storage(storage);

        public void Unreadable(UnreadableRow row) => next.Unreadable(row);
    }
}
