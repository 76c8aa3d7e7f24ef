using OrleansMonitor.Domain.Access;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Api.Auth;

/// <summary>Where API keys are stored. Calls fail if it does not answer.</summary>
internal interface IKeyStore
{
    /// <summary>All keys.</summary>
    Task<ApiKeys> Read();

    /// <summary>Notes that a key was used now.</summary>
    Task Used(string id, DateTimeOffset at);
}

/// <summary>The keys in the silo cluster.</summary>
internal sealed class GrainKeyStore(IGrainFactory grains) : IKeyStore
{
    public Task<ApiKeys> Read() => grains.ApiKeys().Get();

    public Task Used(string id, DateTimeOffset at) => grains.ApiKeys().Used(id, at);
}
