using OrleansMonitor.Domain.Access;
using OrleansMonitor.Grains.People;

namespace OrleansMonitor.Api.Auth;

/// <summary>Where accounts are stored. Calls fail if it does not answer.</summary>
internal interface IAccountStore
{
    /// <summary>All accounts.</summary>
    Task<Accounts> Read();

    /// <summary>Notes that an account's owner signed in.</summary>
    Task SignedIn(string id, DateTimeOffset at);
}

/// <summary>The accounts in the silo cluster.</summary>
internal sealed class GrainAccountStore(IGrainFactory grains) : IAccountStore
{
    public Task<Accounts> Read() => grains.Accounts().Get();

    public Task SignedIn(string id, DateTimeOffset at) => grains.Accounts().SignedIn(id, at);
}
