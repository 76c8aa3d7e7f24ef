namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// A storage on one node: a row of <c>/cluster/resources</c> (up to 300 s old when it fails) or of <c>/nodes/{node}/storage</c> (live; has
/// <see cref="Active"/>).
/// </summary>
[GenerateSerializer, Immutable, Alias("storage-sample")]
public readonly record struct StorageSample
{
    /// <summary>The node.</summary>
    [Id(0)] public required string Node { get; init; }

    /// <summary>The storage's name.</summary>
    [Id(1)] public required string Storage { get; init; }

    /// <summary>Whether it is shared by all nodes.</summary>
    [Id(2)] public bool Shared { get; init; }

    /// <summary>Whether it is available; null if Proxmox has no current status.</summary>
    [Id(3)] public bool? Active { get; init; }

    /// <summary>Bytes in use.</summary>
    [Id(4)] public long? Used { get; init; }

    /// <summary>Capacity, bytes.</summary>
    [Id(5)] public long? Total { get; init; }

    /// <summary>The storage type: dir, nfs, zfspool, rbd …</summary>
    [Id(6)] public string? Type { get; init; }

    /// <summary>
    /// Whether it is disabled or not assigned to the node (api-facts §8). Only the node's own live list contains such storages.
    /// </summary>
    [Id(7)] public bool Disabled { get; init; }

    /// <summary>Content types, separated by commas: images, rootdir, backup, iso …; null if not reported.</summary>
    [Id(8)] public string? Content { get; init; }

    /// <summary>Share in use; null if unknown or inactive.</summary>
    public double? UsedRatio => Active == true ? Ratio.Of(Used, Total) : null;
}
