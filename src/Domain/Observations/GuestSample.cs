namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// One guest's row of <c>/cluster/resources</c>. <c>Node</c>, <c>Lock</c>, <c>HaState</c>, <c>Tags</c> and <c>Pool</c> are live; status and
/// metrics are up to 14 s old (api-facts §2). Absent values are null.
/// </summary>
[GenerateSerializer, Immutable, Alias("guest-sample")]
public readonly record struct GuestSample
{
    /// <summary>The VMID.</summary>
    [Id(0)] public required int Vmid { get; init; }

    /// <summary>VM or container.</summary>
    [Id(1)] public required GuestKind Kind { get; init; }

    /// <summary>The node that currently owns its configuration.</summary>
    [Id(2)] public required string Node { get; init; }

    /// <summary>Its run state.</summary>
    [Id(3)] public required GuestStatus Status { get; init; }

    /// <summary>Its name; null while Proxmox reports the status unknown.</summary>
    [Id(4)] public string? Name { get; init; }

    /// <summary>Tags as Proxmox returns them, separated by <c>;</c>.</summary>
    [Id(5)] public string? Tags { get; init; }

    /// <summary>The lock held by a running operation (api-facts §4).</summary>
    [Id(6)] public string? Lock { get; init; }

    /// <summary>Its resource pool.</summary>
    [Id(7)] public string? Pool { get; init; }

    /// <summary>Its Proxmox HA state; null if HA does not manage it.</summary>
    [Id(8)] public string? HaState { get; init; }

    /// <summary>True for a template; null while Proxmox reports the status unknown.</summary>
    [Id(9)] public bool? Template { get; init; }

    /// <summary>Seconds since its process started; starts over at a live migration.</summary>
    [Id(10)] public long? Uptime { get; init; }

    /// <summary>Share of its own CPUs in use, 0 to slightly above 1.</summary>
    [Id(11)] public double? Cpu { get; init; }

    /// <summary>Number of CPUs.</summary>
    [Id(12)] public double? MaxCpu { get; init; }

    /// <summary>Memory in use, bytes.</summary>
    [Id(13)] public long? Mem { get; init; }

    /// <summary>Memory limit, bytes.</summary>
    [Id(14)] public long? MaxMem { get; init; }

    /// <summary>Root disk in use, bytes; always 0 for a VM (api-facts §8).</summary>
    [Id(15)] public long? Disk { get; init; }

    /// <summary>Size of its root disk, bytes.</summary>
    [Id(16)] public long? MaxDisk { get; init; }

    /// <summary>
    /// True if the node has published nothing for 300 s: the row has only ids and values from configuration files (api-facts §2).
    /// </summary>
    public bool IsBare => Status == GuestStatus.Unknown && Name is null && MaxMem is null;

    /// <summary>Removes placeholder values: Proxmox reports zeros for a stopped guest (api-facts §8), which are no measurements.</summary>
    public GuestSample AsMeasured() =>
        Status == GuestStatus.Stopped ? this with { Uptime = null, Cpu = null, Mem = null, Disk = null } : this;

    /// <summary>Fills a bare row with the last known values.</summary>
    /// <param name="last">The last row that was not bare.</param>
    public GuestSample Over(in GuestSample last) => this with
    {
        Name = last.Name,
        Template = Template ?? last.Template,
        Tags = Tags ?? last.Tags,
        Pool = Pool ?? last.Pool,
        MaxCpu = last.MaxCpu,
        MaxMem = last.MaxMem,
        MaxDisk = last.MaxDisk,
    };

    /// <summary>Share of memory in use, or null if unknown.</summary>
    public double? MemoryRatio => Ratio.Of(Mem, MaxMem);

    /// <summary>Share of the root disk in use; null for a VM, whose file systems Proxmox does not see.</summary>
    public double? DiskRatio => Kind == GuestKind.Container && Status == GuestStatus.Running ? Ratio.Of(Disk, MaxDisk) : null;
}
