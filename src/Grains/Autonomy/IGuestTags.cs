namespace OrleansMonitor.Grains.Autonomy;

/// <summary>Knows the tags of guests, which may change the level in force.</summary>
internal interface IGuestTags
{
    /// <summary>The tags of a guest, as Proxmox writes them; null where it has none or is not known.</summary>
    Task<string?> Of(GuestId guest);
}
