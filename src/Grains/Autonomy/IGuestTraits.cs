namespace OrleansMonitor.Grains.Autonomy;

/// <summary>Reads the tags and the pool of guests, which may change their autonomy level and who is notified of them.</summary>
internal interface IGuestTraits
{
    /// <summary>The attributes of a guest; null if it is unknown.</summary>
    Task<GuestTraits?> Of(GuestId guest);
}
