namespace OrleansMonitor.Grains.Autonomy;

/// <summary>Reads the tags of guests, which may change their autonomy level.</summary>
internal interface IGuestTags
{
    /// <summary>The tags of a guest, as Proxmox writes them; null if it has none or is unknown.</summary>
    Task<string?> Of(GuestId guest);
}
