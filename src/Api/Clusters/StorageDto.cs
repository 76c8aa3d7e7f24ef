using System.Runtime.Serialization;
using OrleansMonitor.Api.Views;
using OrleansMonitor.Domain.Explain;

namespace OrleansMonitor.Api.Clusters;

/// <summary>A storage as clients see it. A shared storage appears once, whichever nodes see it.</summary>
[DataContract]
internal sealed record StorageDto
{
    [DataMember(Name = "id")] public string Id { get; init; } = "";

    [DataMember(Name = "name")] public string Name { get; init; } = "";

    [DataMember(Name = "node")] public string? Node { get; init; }

    [DataMember(Name = "shared")] public bool Shared { get; init; }

    [DataMember(Name = "type")] public string? Type { get; init; }

    [DataMember(Name = "active")] public bool? Active { get; init; }

    [DataMember(Name = "used")] public long? Used { get; init; }

    [DataMember(Name = "total")] public long? Total { get; init; }

    [DataMember(Name = "usedRatio")] public double? UsedRatio { get; init; }

    /// <summary>
    /// All storages of a cluster by id. For a shared storage, the fullest row of the nodes on which it is active counts, regardless of the
    /// order of rows.
    /// </summary>
    public static IReadOnlyList<StorageDto> AllOf(ClusterView view) =>
    [
        .. from row in view.Storages
           group row by Explainer.IdOf(view.Name, row).ToString() into seen
           orderby seen.Key
           let best = seen.OrderByDescending(row => row.Active == true).ThenByDescending(row => row.UsedRatio)
           .ThenBy(row => row.Node, StringComparer.Ordinal).First()
           select new StorageDto
           {
               Id = seen.Key,
               Name = best.Storage,
               Node = best.Shared ? null : best.Node,
               Shared = best.Shared,
               Type = best.Type,
               Active = best.Active,
               Used = best.Used,
               Total = best.Total,
               UsedRatio = best.UsedRatio,
           },
    ];
}
