namespace OrleansMonitor.Simulator.Model;

/// <summary>A guest that Proxmox HA manages.</summary>
internal sealed class HaService
{
    public required string Sid { get; init; }
    public string Requested { get; set; } = "started";
    public string State { get; set; } = "started";

    /// <summary>Increases with each new plan, which invalidates the steps of older ones.</summary>
    public int Plan { get; set; }
}

/// <summary>A storage replication job of one guest.</summary>
internal sealed class ReplicationJob
{
    public required Node Target { get; init; }
    public bool Failing { get; set; }
    public long FailingSince { get; set; }
}
