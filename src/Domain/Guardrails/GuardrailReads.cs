namespace OrleansMonitor.Domain.Guardrails;

/// <summary>What a guardrail needs to have read from Proxmox. <see cref="None"/> if it judges by the monitor's own data only.</summary>
[Flags]
public enum GuardrailReads
{
    /// <summary>Nothing needs to be read.</summary>
    None = 0,

    /// <summary>The target: the guest's live status, the node's services, or the cluster's members.</summary>
    Target = 1,

    /// <summary>The privileges of the act token.</summary>
    Token = 2,

    /// <summary>The cluster's members and quorum.</summary>
    Members = 4,

    /// <summary>The tasks of the node, or of all nodes if the action concerns a node that is away.</summary>
    Tasks = 8,

    /// <summary>All of the above.</summary>
    All = Target | Token | Members | Tasks,
}
