namespace OrleansMonitor.Grains.Guests;

/// <summary>Gets the grains of guests.</summary>
public static class GuestKeys
{
    /// <summary>The name under which a guest's grain stores its state.</summary>
    internal const string StateName = "guest";

    /// <summary>A guest.</summary>
    public static IVmGrain Guest(this IGrainFactory grains, GuestId guest) => grains.GetGrain<IVmGrain>(guest.ToString());
}
