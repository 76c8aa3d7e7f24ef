namespace OrleansMonitor.Domain.Guardrails;

/// <summary>What a guardrail must have read of Proxmox to judge; nothing where the monitor knows it by itself.</summary>
[Flags]
public enum GuardrailReads
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The target itself: the guest's live status, the node's services, or the members.</summary>
    Target = 1,

    /// <summary>What the act token may do.</summary>
    Token = 2,

    /// <summary>The cluster's members and quorum.</summary>
    Members = 4,

    /// <summary>The tasks of the node, or of all nodes where a node is away.</summary>
    Tasks = 8,

    /// <summary>Everything.</summary>
    All = Target | Token | Members | Tasks,
}
