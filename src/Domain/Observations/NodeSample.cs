namespace OrleansMonitor.Domain.Observations;

/// <summary>One node's row of <c>/cluster/resources</c>. An offline node has no metrics (api-facts §3); absent values are null.</summary>
[GenerateSerializer, Immutable, Alias("node-sample")]
public readonly record struct NodeSample
{
    /// <summary>The node's name.</summary>
    [Id(0)] public required string Node { get; init; }

    /// <summary>Online, offline or unknown.</summary>
    [Id(1)] public required NodeStatus Status { get; init; }

    /// <summary>Seconds since it booted.</summary>
    [Id(2)] public long? Uptime { get; init; }

    /// <summary>Share of all CPUs in use, 0 to 1.</summary>
    [Id(3)] public double? Cpu { get; init; }

    /// <summary>Number of logical CPUs.</summary>
    [Id(4)] public double? MaxCpu { get; init; }

    /// <summary>Memory in use, bytes.</summary>
    [Id(5)] public long? Mem { get; init; }

    /// <summary>Total memory, bytes.</summary>
    [Id(6)] public long? MaxMem { get; init; }

    /// <summary>Root file system in use, bytes.</summary>
    [Id(7)] public long? Disk { get; init; }

    /// <summary>Size of the root file system, bytes.</summary>
    [Id(8)] public long? MaxDisk { get; init; }

    /// <summary>Its Proxmox HA state: online, maintenance, unknown, fence, gone; null if HA never ran.</summary>
    [Id(9)] public string? HaState { get; init; }

    /// <summary>Share of memory in use, or null.</summary>
    public double? MemoryRatio => Ratio.Of(Mem, MaxMem);

    /// <summary>Share of the root file system in use, or null.</summary>
    public double? DiskRatio => Ratio.Of(Disk, MaxDisk);
}
