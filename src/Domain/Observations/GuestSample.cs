namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// One guest's row of <c>/cluster/resources</c>. <c>Node</c>, <c>Lock</c>, <c>HaState</c>, <c>Tags</c> and <c>Pool</c> are live;
/// status and figures are up to 14 s old (api-facts §2). What Proxmox left out is null.
/// </summary>
[GenerateSerializer, Immutable, Alias("guest-sample")]
public readonly record struct GuestSample
{
    /// <summary>The guest's number in its cluster.</summary>
    [Id(0)] public required int Vmid { get; init; }

    /// <summary>VM or container.</summary>
    [Id(1)] public required GuestKind Kind { get; init; }

    /// <summary>The node that owns its configuration now.</summary>
    [Id(2)] public required string Node { get; init; }

    /// <summary>Its run state.</summary>
    [Id(3)] public required GuestStatus Status { get; init; }

    /// <summary>Its name; absent while Proxmox reports it unknown.</summary>
    [Id(4)] public string? Name { get; init; }

    /// <summary>Tags as Proxmox gives them, separated by <c>;</c>.</summary>
    [Id(5)] public string? Tags { get; init; }

    /// <summary>The lock that a running operation holds on it (api-facts §4).</summary>
    [Id(6)] public string? Lock { get; init; }

    /// <summary>The resource pool that it belongs to.</summary>
    [Id(7)] public string? Pool { get; init; }

    /// <summary>Proxmox HA's state of it; null where HA does not manage it.</summary>
    [Id(8)] public string? HaState { get; init; }

    /// <summary>True for a template; null while Proxmox reports it unknown.</summary>
    [Id(9)] public bool? Template { get; init; }

    /// <summary>Seconds since its process started; restarts at a live migration.</summary>
    [Id(10)] public long? Uptime { get; init; }

    /// <summary>Share of its own processors in use, 0 to 1 and a little over.</summary>
    [Id(11)] public double? Cpu { get; init; }

    /// <summary>Its processors.</summary>
    [Id(12)] public double? MaxCpu { get; init; }

    /// <summary>Memory in use, bytes.</summary>
    [Id(13)] public long? Mem { get; init; }

    /// <summary>Memory given to it, bytes.</summary>
    [Id(14)] public long? MaxMem { get; init; }

    /// <summary>Root disk in use, bytes; always 0 for a VM (api-facts §8).</summary>
    [Id(15)] public long? Disk { get; init; }

    /// <summary>Size of its root disk, bytes.</summary>
    [Id(16)] public long? MaxDisk { get; init; }

    /// <summary>
    /// True for the row of a guest whose node has published nothing for 300 s: only its ids, and what is read from configuration files
    /// (api-facts §2).
    /// </summary>
    public bool IsBare => Status == GuestStatus.Unknown && Name is null && MaxMem is null;

    /// <summary>
    /// The same without figures that are none: Proxmox reports a guest that is stopped with zeros (api-facts §8), which nobody has
    /// measured.
    /// </summary>
    public GuestSample AsMeasured() =>
        Status == GuestStatus.Stopped ? this with { Uptime = null, Cpu = null, Mem = null, Disk = null } : this;

    /// <summary>A bare row with what was last known of the guest.</summary>
    /// <param name="last">Its last row that was not bare.</param>
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

    /// <summary>Share of memory in use, or null where unknown.</summary>
    public double? MemoryRatio => Ratio.Of(Mem, MaxMem);

    /// <summary>Share of the root disk in use; null for a VM, whose inside Proxmox does not see.</summary>
    public double? DiskRatio => Kind == GuestKind.Container && Status == GuestStatus.Running ? Ratio.Of(Disk, MaxDisk) : null;
}
