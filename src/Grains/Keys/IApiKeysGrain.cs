using Orleans.Concurrency;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Grains.Keys;

/// <summary>The API keys, kept across restarts and read by every API host. Key: 0.</summary>
[Alias("api-keys-grain")]
public interface IApiKeysGrain : IGrainWithIntegerKey
{
    /// <summary>All keys, with uses that are not stored yet. Fails if they were never read and cannot be.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<ApiKeys> Get();

    /// <summary>Adds a key; audited and published. It takes effect once it is stored.</summary>
    /// <param name="key">The key; it contains no secret.</param>
    /// <param name="address">The address of the person who creates it, as text; null if that is not known.</param>
    /// <returns>Why it was refused; null if it was added.</returns>
    [Alias("create")]
    Task<KeyRefusal?> Create(ApiKey key, string? address);

    /// <summary>
    /// Removes a key; audited and published. It takes effect once it is stored: API hosts that receive the event refuse it at once, others
    /// within two seconds.
    /// </summary>
    /// <param name="id">The key's id.</param>
    /// <param name="actor">Who revokes it.</param>
    /// <param name="address">The address of that person, as text; null if that is not known.</param>
    /// <returns>The removed key; null if there is none with this id.</returns>
    [Alias("revoke")]
    Task<ApiKey?> Revoke(string id, string actor, string? address);

    /// <summary>
    /// Notes a use of a key. Uses of all keys are stored together, at most once a minute; a restart may forget the last ones.
    /// </summary>
    /// <param name="id">The key's id.</param>
    /// <param name="at">When it was used.</param>
    [Alias("used")]
    Task Used(string id, DateTimeOffset at);
}

/// <summary>Gets the grain of API keys.</summary>
public static class ApiKeysKeys
{
    /// <summary>The API keys.</summary>
    public static IApiKeysGrain ApiKeys(this IGrainFactory grains) => grains.GetGrain<IApiKeysGrain>(0);
}
