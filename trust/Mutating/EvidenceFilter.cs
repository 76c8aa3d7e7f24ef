using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>What a monitor sees that lacks a rule: rows and answers without the evidence that the rule stands on.</summary>
internal class Sight
{
    public virtual GuestSample Row(GuestSample row) => row;

    public virtual NodeSample Row(NodeSample row) => row;

    /// <summary>The live status of a guest; a failure to read it is null.</summary>
    public virtual GuestLive? Live(GuestId guest, GuestLive? live) => live;

    public virtual bool Keeps(PveTask task) => true;

    /// <summary>Whether the tasks, the journal, a guest's configuration, a node's clock or a node's own API can be asked.</summary>
    public virtual bool Reads(string what) => true;

    /// <summary>Whether tasks that cannot be read pass for none.</summary>
    public virtual bool TakesSilenceForNone => false;
}

/// <summary>Rows on their way to the monitor, seen through a <see cref="Sight"/>.</summary>
internal sealed class SeenRows(IResourceSink inner, Sight sight) : IResourceSink
{
    public void Guest(in GuestSample guest) => inner.Guest(sight.Row(guest));

    public void Node(in NodeSample node) => inner.Node(sight.Row(node));

    public void Storage(in StorageSample storage) => inner.Storage(storage);

    public void Unreadable(UnreadableRow row) => inner.Unreadable(row);
}
