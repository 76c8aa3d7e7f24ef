namespace OrleansMonitor.Proxmox.Tests.Server;

/// <summary>Keeps every row.</summary>
internal sealed class CollectingSink : IResourceSink
{
    public List<GuestSample> Guests { get; } = [];

    public List<NodeSample> Nodes { get; } = [];

    public List<StorageSample> Storages { get; } = [];

    public void Guest(in GuestSample guest) => Guests.Add(guest);

    public void Node(in NodeSample node) => Nodes.Add(node);

    public void Storage(in StorageSample storage) => Storages.Add(storage);

    public List<UnreadableRow> NotRead { get; } = [];

    public void Unreadable(UnreadableRow row) => NotRead.Add(row);
}
