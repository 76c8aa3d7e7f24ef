using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>What a node's routine answers say of its parts (<see cref="VanishedParts"/>).</summary>
public static class NodeParts
{
    /// <summary>An answer about services. Proxmox always names some: an empty one is no answer.</summary>
    public static PartAnswer Services(NodeId node, ImmutableArray<ServiceSample> services) => new()
    {
        Conditions = ConditionCatalog.From(DataSource.Services),
        Listed = services.Select(service => EntityId.Service(node, service.Service)).ToHashSet(),
        Hidden = services.IsEmpty ? static _ => "it names no service at all" : static _ => null,
    };

    /// <summary>An answer about certificates. A node always has one.</summary>
    public static PartAnswer Certificates(NodeId node, ImmutableArray<CertificateSample> certificates) => new()
    {
        Conditions = ConditionCatalog.From(DataSource.Certificates),
        Listed = certificates.Select(certificate => EntityId.Certificate(node, certificate.File)).ToHashSet(),
        Hidden = certificates.IsEmpty ? static _ => "it names no certificate at all" : static _ => null,
    };

    /// <summary>Answers about storages: whether they answer, and how full those are that only this node has.</summary>
    /// <param name="node">The node.</param>
    /// <param name="storages">Its live list, those that are not in use included.</param>
    /// <param name="rows">Its rows in the cluster's list, which hold what is in use.</param>
    /// <param name="access">What the reading token holds; both lists leave out what it may not see.</param>
    public static IEnumerable<PartAnswer> Storages(NodeId node, ImmutableArray<StorageSample> storages, ImmutableArray<StorageSample> rows, AccessReport? access)
    {
        var off = storages.Where(storage => storage.Disabled).Select(storage => storage.Storage).ToHashSet(StringComparer.Ordinal);
        var used = storages.Concat(rows).Where(storage => !off.Contains(storage.Storage)).ToList();
        var words = off.ToDictionary(name => EntityId.Storage(node.Cluster, node.Name, name), _ => "disabled, or kept to other nodes");
        yield return new()
        {
            Conditions = ConditionCatalog.From(DataSource.Storages),
            Listed = used.Select(storage => EntityId.Storage(node.Cluster, node.Name, storage.Storage)).ToHashSet(),
            Off = words,
            Hidden = entity => Hidden(access, entity),
        };
        yield return new()
        {
            Conditions = ConditionCatalog.From(DataSource.StorageRows),
            Listed = used.Where(storage => !storage.Shared).Select(storage => EntityId.Storage(node.Cluster, node.Name, storage.Storage)).ToHashSet(),
            Off = words,
            Hidden = entity => Hidden(access, entity),
            Gone = entity => used.Exists(storage => storage.Storage == entity.Name) ? "it is shared by now" : "removed",
        };
    }

    /// <summary>An answer about how full those storages are that only this node has: its rows in the cluster's list, which hold what is in use.</summary>
    /// <param name="node">The node.</param>
    /// <param name="rows">Its rows, those of shared storages left out.</param>
    /// <param name="access">What the reading token holds.</param>
    public static PartAnswer Figures(NodeId node, ImmutableArray<StorageSample> rows, AccessReport? access) => new()
    {
        Conditions = ConditionCatalog.From(DataSource.StorageRows),
        Listed = rows.Select(row => EntityId.Storage(node.Cluster, node.Name, row.Storage)).ToHashSet(),
        Hidden = entity => Hidden(access, entity),
        Gone = static _ => "removed, disabled, kept to other nodes, or shared by now",
    };

    /// <summary>Why an answer may lack a storage that is there; null where its silence is proof.</summary>
    public static string? Hidden(AccessReport? access, EntityId storage)
    {
        var need = Needs.For(Capability.SeeStorages);
        var path = need.PathOf(storage.Name);
        if (access?.MayRead(path, need.Privilege) == true || access?.MayRead(path, "Datastore.AllocateSpace") == true) return null;
        return access?.MayRead(path, need.Privilege) is null ? "what the token may see could not be read" : need.LackedOn(path);
    }
}
