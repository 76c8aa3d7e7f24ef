using System.Runtime.Serialization;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Guests;
using OrleansMonitor.Api.Nodes;

namespace OrleansMonitor.Api.Live;

/// <summary>What moved in a cluster; the first one to a watcher is everything.</summary>
[DataContract]
internal sealed record ClusterBatch(
    [property: DataMember(Name = "version")] long Version,
    [property: DataMember(Name = "full")] bool Full,
    [property: DataMember(Name = "cluster")] ClusterDto Cluster,
    [property: DataMember(Name = "upserts")] ClusterUpserts Upserts,
    [property: DataMember(Name = "deletes")] IReadOnlyList<int> Deletes);

/// <summary>Rows that are new or moved. Nodes are always all of them.</summary>
[DataContract]
internal sealed record ClusterUpserts(
    [property: DataMember(Name = "guests")] IReadOnlyList<GuestDto> Guests,
    [property: DataMember(Name = "nodes")] IReadOnlyList<NodeDto> Nodes);
