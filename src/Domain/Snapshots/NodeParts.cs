using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>Answers of a node's routine poll about its parts (<see cref="VanishedParts"/>).</summary>
public static class NodeParts
{
    /// <summary>An answer about services. Proxmox always lists some, so an empty list is no answer.</summary>
    public static PartAnswer Services(NodeId node, ImmutableArray<ServiceSample> services) => new()
    {
        Conditions = ConditionCatalog.From(DataSource.Services),
        Listed = services.Select(service => EntityId.Service(node, service.Service)).ToHashSet(),
        Hidden = services.IsEmpty ? static _ => "it names no service at all" : static _ => null,
    };

    /// <summary>An answer about certificates. A node always has at least one.</summary>
    public static PartAnswer Certificates(NodeId node, ImmutableArray<CertificateSample> certificates) => new()
    {
        Conditions = ConditionCatalog.From(DataSource.Certificates),
        Listed = certificates.Select(certificate => EntityId.Certificate(node, certificate.File)).ToHashSet(),
        Hidden = certificates.IsEmpty ? static _ => "it names no certificate at all" : static _ => null,
    };

    /// <summary>Answers about storages: availability, and usage of the local ones.</summary>
    /// <param name="node">The node.</param>
    /// <param name="storages">Its live list, including unused storages.</param>
    /// <param name="rows">Its rows in the cluster's list, which contain the used storages.</param>
    /// <param name="access">The read token's privileges; both lists omit what it may not see.</param>
    public static IEnumerable<PartAnswer> Storages(
        NodeId node, ImmutableArray<StorageSample> storages, ImmutableArray<StorageSample> rows, AccessReport? access)
    {
        var off = storages.Where(storage => storage.Disabled).Select(storage => storage.Storage).ToHashSet(StringComparer.Ordinal);
        var used = storages.Concat(rows).Where(storage => !off.Contains(storage.Storage)).ToList();
        var disabled = off.ToDictionary(
            name => EntityId.Storage(node.Cluster, node.Name, name), static _ => "disabled, or restricted to other nodes");
        yield return new()
        {
            Conditions = ConditionCatalog.From(DataSource.Storages),
            Listed = used.Select(storage => EntityId.Storage(node.Cluster, node.Name, storage.Storage)).ToHashSet(),
            Off = disabled,
            Hidden = entity => Hidden(access, entity),
        };
        yield return new()
        {
            Conditions = ConditionCatalog.From(DataSource.StorageRows),
            Listed = used.Where(storage => !storage.Shared).Select(storage => EntityId.Storage(node.Cluster, node.Name, storage.Storage))
                .ToHashSet(),
            Off = disabled,
            Hidden = entity => Hidden(access, entity),
            Gone = entity => used.Exists(storage => storage.Storage == entity.Name) ? "it is shared now" : "removed",
        };
    }

    /// <summary>An answer about the usage of local storages: the node's rows in the cluster's list.</summary>
    /// <param name="node">The node.</param>
    /// <param name="rows">Its rows, without shared storages.</param>
    /// <param name="access">The read token's privileges.</param>
    public static PartAnswer Figures(NodeId node, ImmutableArray<StorageSample> rows, AccessReport? access) => new()
    {
        Conditions = ConditionCatalog.From(DataSource.StorageRows),
        Listed = rows.Select(row => EntityId.Storage(node.Cluster, node.Name, row.Storage)).ToHashSet(),
        Hidden = entity => Hidden(access, entity),
        Gone = static _ => "removed, disabled, restricted to other nodes, or shared now",
    };

    /// <summary>Why an answer may omit an existing storage; null if omission proves that it is gone.</summary>
    public static string? Hidden(AccessReport? access, EntityId storage)
    {
        var need = Needs.For(Capability.SeeStorages);
        var path = need.PathOf(storage.Name);
        if (access?.MayRead(path, need.Privilege) == true || access?.MayRead(path, "Datastore.AllocateSpace") == true) return null;
        return access?.MayRead(path, need.Privilege) is null ? "what the token may see could not be read" : need.LackedOn(path);
    }
}
