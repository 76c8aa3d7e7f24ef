using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>What was found out about many suspects at once, so that none of them is asked for it again.</summary>
/// <param name="crowded">Whether they are too many for each to be asked about.</param>
internal sealed class StormReadings(bool crowded)
{
    /// <summary>Nothing was asked.</summary>
    public static StormReadings None { get; } = new(false);

    /// <summary>Whether they are too many for each to be asked about.</summary>
    public bool Crowded => crowded;

    /// <summary>What nodes said of their guests just now, by VMID.</summary>
    public Dictionary<int, GuestLive> Lives { get; } = [];

    /// <summary>Whether guests are to run at boot, by VMID.</summary>
    public Dictionary<int, bool> OnBoot { get; } = [];

    /// <summary>True where a storm stands and was announced.</summary>
    public bool Storm { get; set; }

    /// <summary>A guest's sighting with what is known of it.</summary>
    public GuestObservation Apply(GuestObservation observation) => observation with
    {
        Live = Lives.TryGetValue(observation.Sample.Vmid, out var live) ? live : observation.Live,
        OnBoot = OnBoot.TryGetValue(observation.Sample.Vmid, out var onBoot) ? onBoot : observation.OnBoot,
        InStorm = Storm && crowded,
    };
}
