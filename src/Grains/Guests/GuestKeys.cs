namespace OrleansMonitor.Grains.Guests;

/// <summary>Gets the grains of guests.</summary>
public static class GuestKeys
{
    /// <summary>A guest.</summary>
    public static IVmGrain Guest(this IGrainFactory grains, GuestId guest) => grains.GetGrain<IVmGrain>(guest.ToString());
}
