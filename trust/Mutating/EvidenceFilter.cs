using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>Filters what the monitor reads: rows and responses without the evidence of a rule.</summary>
internal class EvidenceFilter
{
    public virtual GuestSample Row(GuestSample row) => row;

    public virtual NodeSample Row(NodeSample row) => row;

    /// <summary>The live status of a guest; null if it could not be read.</summary>
    public virtual GuestLive? Live(GuestId guest, GuestLive? live) => live;

    public virtual bool Keeps(PveTask task) => true;

    /// <summary>Whether a source can be read: tasks, journal, guest configuration, a node's clock or a node's own API.</summary>
    public virtual bool Reads(string what) => true;

    /// <summary>Whether unreadable tasks are treated as none.</summary>
    public virtual bool TreatsUnreadableTasksAsNone => false;
}

/// <summary>Applies an <see cref="EvidenceFilter"/> to rows on their way to the monitor.</summary>
internal sealed class FilteredRows(IResourceSink inner, EvidenceFilter filter) : IResourceSink
{
    public void Guest(in GuestSample guest) => inner.Guest(filter.Row(guest));

    public void Node(in NodeSample node) => inner.Node(filter.Row(node));

    public void Storage(in StorageSample storage) => inner.Storage(storage);

    public void Unreadable(UnreadableRow row) => inner.Unreadable(row);
}
