using System.Runtime.Serialization;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Guests;
using OrleansMonitor.Api.Nodes;
using OrleansMonitor.Api.Views;

namespace OrleansMonitor.Api.Live;

/// <summary>What moved in a cluster; the first one to a watcher is everything.</summary>
[DataContract]
internal sealed record ClusterBatch(
    [property: DataMember(Name = "version")] long Version,
    [property: DataMember(Name = "full")] bool Full,
    [property: DataMember(Name = "cluster")] ClusterDto Cluster,
    [property: DataMember(Name = "upserts")] ClusterUpserts Upserts,
    [property: DataMember(Name = "deletes")] IReadOnlyList<int> Deletes)
{
    public static ClusterBatch Of(ClusterView view, IReadOnlyCollection<int> touched, bool full, bool withStorages)
    {
        // Taken first: what moves while rows are read is told again with the next batch.
        var version = view.Version;
        var upserts = new List<GuestDto>(touched.Count);
        var deletes = new List<int>();
        foreach (var vmid in touched.Order())
        {
            if (view.Guest(vmid) is { } entry) upserts.Add(GuestDto.Of(view, entry));
            else deletes.Add(vmid);
        }

        var nodes = view.Nodes.Select(node => NodeDto.Of(view, node)).ToList();
        return new(version, full, ClusterDto.Of(view), new(upserts, nodes, withStorages ? StorageDto.AllOf(view) : null), deletes);
    }
}

/// <summary>Guests that are new or moved. Nodes are always all of them; storages are all of them, or null where none moved.</summary>
[DataContract]
internal sealed record ClusterUpserts(
    [property: DataMember(Name = "guests")] IReadOnlyList<GuestDto> Guests,
    [property: DataMember(Name = "nodes")] IReadOnlyList<NodeDto> Nodes,
    [property: DataMember(Name = "storages")] IReadOnlyList<StorageDto>? Storages);
