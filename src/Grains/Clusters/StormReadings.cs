using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>What was read about many suspects at once, so that it is not read again for each.</summary>
/// <param name="crowded">Whether there are too many to ask about each.</param>
internal sealed class StormReadings(bool crowded)
{
    public static StormReadings None { get; } = new(false);

    /// <summary>Whether there are too many to ask about each.</summary>
    public bool Crowded => crowded;

    /// <summary>The live state of guests, by VMID.</summary>
    public Dictionary<int, GuestLive> Lives { get; } = [];

    /// <summary>Whether guests start at boot, by VMID.</summary>
    public Dictionary<int, bool> OnBoot { get; } = [];

    /// <summary>Whether a storm is active and was announced.</summary>
    public bool Storm { get; set; }

    /// <summary>A guest's observation with what was read about it.</summary>
    public GuestObservation Apply(GuestObservation observation) => observation with
    {
        Live = Lives.TryGetValue(observation.Sample.Vmid, out var live) ? live : observation.Live,
        OnBoot = OnBoot.TryGetValue(observation.Sample.Vmid, out var onBoot) ? onBoot : observation.OnBoot,
        InStorm = Storm && crowded,
    };
}
