namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>The operation that will start a stopped guest again. Until then the stop is no crash.</summary>
public enum ReturnKind
{
    /// <summary>A reboot.</summary>
    Reboot,

    /// <summary>A backup in stop mode.</summary>
    Backup,

    /// <summary>A migration: it starts on the target node.</summary>
    Migration,

    /// <summary>Proxmox HA.</summary>
    Ha,

    /// <summary>The start of its node.</summary>
    NodeStart,
}
