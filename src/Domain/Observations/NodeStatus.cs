namespace OrleansMonitor.Domain.Observations;

/// <summary>The state of a node as seen by the answering member.</summary>
public enum NodeStatus
{
    /// <summary>No current status: its statistics expired (300 s) or it has just joined (api-facts §2).</summary>
    Unknown,

    /// <summary>Connected to the cluster.</summary>
    Online,

    /// <summary>Not connected to the cluster.</summary>
    Offline,
}
