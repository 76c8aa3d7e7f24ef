namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// A storage as a node sees it: a row of <c>/cluster/resources</c> (up to 300 s old when it fails) or of
/// <c>/nodes/{node}/storage</c> (live; <see cref="Active"/> tells).
/// </summary>
[GenerateSerializer, Immutable, Alias("storage-sample")]
public readonly record struct StorageSample
{
    /// <summary>The node that sees it.</summary>
    [Id(0)] public required string Node { get; init; }

    /// <summary>The storage's name.</summary>
    [Id(1)] public required string Storage { get; init; }

    /// <summary>Whether all nodes see the same one.</summary>
    [Id(2)] public bool Shared { get; init; }

    /// <summary>Whether it answers; null where Proxmox has no current status of it.</summary>
    [Id(3)] public bool? Active { get; init; }

    /// <summary>Bytes in use.</summary>
    [Id(4)] public long? Used { get; init; }

    /// <summary>Bytes in all.</summary>
    [Id(5)] public long? Total { get; init; }

    /// <summary>The plugin: dir, nfs, zfspool, rbd …</summary>
    [Id(6)] public string? Type { get; init; }

    /// <summary>
    /// Whether the node has it switched off, or is not to use it (api-facts §8): only its own live list names such a one.
    /// </summary>
    [Id(7)] public bool Disabled { get; init; }

    /// <summary>What it may hold, separated by commas: images, rootdir, backup, iso …; null where not told.</summary>
    [Id(8)] public string? Content { get; init; }

    /// <summary>Share in use, or null where unknown or inactive.</summary>
    public double? UsedRatio => Active == true ? Ratio.Of(Used, Total) : null;
}
