using Orleans.Concurrency;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>The silences, kept across restarts. Read before each message is sent. Key: 0.</summary>
[Alias("silences-grain")]
public interface ISilencesGrain : IGrainWithIntegerKey
{
    /// <summary>All silences. Fails if they were never read and cannot be.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<Silences> Get();

    /// <summary>Those that are active or coming. Fails if they were never read and cannot be.</summary>
    [Alias("current"), AlwaysInterleave]
    Task<Silences> Current();

    /// <summary>Adds a silence; audited and published. It is in force once it is stored.</summary>
    /// <param name="silence">The silence.</param>
    /// <param name="address">The address of the person who creates it, as text; null if that is not known.</param>
    /// <returns>Whether it was added; false if there are <see cref="Silences.Capacity"/>.</returns>
    [Alias("create")]
    Task<bool> Create(Silence silence, string? address);

    /// <summary>Ends a silence; audited and published. What is still open is then sent. One that is over stays as it is.</summary>
    /// <param name="id">The silence's id.</param>
    /// <param name="actor">Who ends it.</param>
    /// <param name="address">The address of that person, as text; null if that is not known.</param>
    /// <returns>The silence after that; null if there is none with this id.</returns>
    [Alias("end")]
    Task<Silence?> End(string id, string actor, string? address);
}

/// <summary>Gets the grain of silences.</summary>
public static class SilencesKeys
{
    /// <summary>The silences.</summary>
    public static ISilencesGrain Silences(this IGrainFactory grains) => grains.GetGrain<ISilencesGrain>(0);
}
