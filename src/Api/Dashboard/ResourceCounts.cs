using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Api.Dashboard;

/// <summary>Counts what a token sees in <c>/cluster/resources</c>.</summary>
internal sealed class ResourceCounts : IResourceSink
{
    public List<NodeSample> Nodes { get; } = [];

    public bool HasFigures => Nodes.Exists(node => node.MaxMem is not null);

    public int Guests { get; private set; }

    public int Storages { get; private set; }

    public void Guest(in GuestSample guest) => Guests++;

    public void Node(in NodeSample node) => Nodes.Add(node);

    public void Storage(in StorageSample storage) => Storages++;

    public void Unreadable(UnreadableRow row)
    {
        // Only visibility is tested here; unreadable rows are reported once the cluster is monitored.
    }
}
