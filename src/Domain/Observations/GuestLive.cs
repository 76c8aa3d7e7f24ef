namespace OrleansMonitor.Domain.Observations;

/// <summary>The live status from the guest's own node: <c>/nodes/{node}/{qemu|lxc}/{vmid}/status/current</c> (api-facts §2).</summary>
[GenerateSerializer, Immutable, Alias("guest-live")]
public readonly record struct GuestLive
{
    /// <summary>Run state; the QMP state if it runs.</summary>
    [Id(0)] public required GuestStatus Status { get; init; }

    /// <summary>The current lock.</summary>
    [Id(1)] public string? Lock { get; init; }

    /// <summary>Seconds since its process started.</summary>
    [Id(2)] public long? Uptime { get; init; }

    /// <summary>Whether Proxmox HA manages it; null if the answer does not say.</summary>
    [Id(3)] public bool? HaManaged { get; init; }
}
