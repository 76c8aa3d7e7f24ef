using System.Runtime.Serialization;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Guests;
using OrleansMonitor.Api.Nodes;
using OrleansMonitor.Api.Views;

namespace OrleansMonitor.Api.Live;

/// <summary>The changes in a cluster. The first batch to a subscriber is complete.</summary>
[DataContract]
internal sealed record ClusterBatch(
    [property: DataMember(Name = "version")] long Version,
    [property: DataMember(Name = "full")] bool Full,
    [property: DataMember(Name = "cluster")] ClusterDto Cluster,
    [property: DataMember(Name = "upserts")] ClusterUpserts Upserts,
    [property: DataMember(Name = "deletes")] IReadOnlyList<int> Deletes)
{
    public static ClusterBatch Of(ClusterView view, IReadOnlyCollection<int> changed, bool full, bool withStorages)
    {
        // Read first: changes during the following reads are sent again with the next batch.
        var version = view.Version;
        var upserts = new List<GuestDto>(changed.Count);
        var deletes = new List<int>();
        foreach (var vmid in changed.Order())
        {
            if (view.Guest(vmid) is { } entry) upserts.Add(GuestDto.Of(view, entry));
            else deletes.Add(vmid);
        }

        var nodes = view.Nodes.Select(node => NodeDto.Of(view, node)).ToList();
        return new(version, full, ClusterDto.Of(view), new(upserts, nodes, withStorages ? StorageDto.AllOf(view) : null), deletes);
    }
}

/// <summary>New and changed guests, and all nodes. Storages are all of them, or null if none changed.</summary>
[DataContract]
internal sealed record ClusterUpserts(
    [property: DataMember(Name = "guests")] IReadOnlyList<GuestDto> Guests,
    [property: DataMember(Name = "nodes")] IReadOnlyList<NodeDto> Nodes,
    [property: DataMember(Name = "storages")] IReadOnlyList<StorageDto>? Storages);
