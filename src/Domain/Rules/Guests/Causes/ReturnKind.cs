namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>What promised that a stopped guest comes back. An explained stop is excused only until then.</summary>
public enum ReturnKind
{
    /// <summary>It reboots.</summary>
    Reboot,

    /// <summary>A backup stopped it and starts it again.</summary>
    Backup,

    /// <summary>It starts again where it migrates to.</summary>
    Migration,

    /// <summary>Proxmox HA starts it again.</summary>
    Ha,

    /// <summary>It starts with its node.</summary>
    NodeStart,
}
