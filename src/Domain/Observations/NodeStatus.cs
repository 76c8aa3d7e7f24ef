namespace OrleansMonitor.Domain.Observations;

/// <summary>The state of a node as the answering member sees it.</summary>
public enum NodeStatus
{
    /// <summary>No fresh word of it: its statistics expired (300 s) or it has just joined (api-facts §2).</summary>
    Unknown,

    /// <summary>A member of the cluster's communication.</summary>
    Online,

    /// <summary>Not a member now.</summary>
    Offline,
}
