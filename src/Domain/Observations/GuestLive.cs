namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// The guest's own node's answer at this moment: <c>/nodes/{node}/{qemu|lxc}/{vmid}/status/current</c>, live (api-facts §2).
/// </summary>
[GenerateSerializer, Immutable, Alias("guest-live")]
public readonly record struct GuestLive
{
    /// <summary>Run state, the QMP state where it runs.</summary>
    [Id(0)] public required GuestStatus Status { get; init; }

    /// <summary>The lock held now.</summary>
    [Id(1)] public string? Lock { get; init; }

    /// <summary>Seconds since its process started.</summary>
    [Id(2)] public long? Uptime { get; init; }

    /// <summary>Whether Proxmox HA manages it; null where the answer did not say.</summary>
    [Id(3)] public bool? HaManaged { get; init; }
}
