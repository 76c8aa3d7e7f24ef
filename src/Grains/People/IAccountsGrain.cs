using Orleans.Concurrency;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Grains.People;

/// <summary>
/// People's accounts, kept across restarts and read by every API host. Each change is audited before it is stored, and published. It takes
/// effect once it is stored: API hosts that receive the event end the sessions of the old account at once, others within two seconds.
/// Key: 0.
/// </summary>
[Alias("accounts-grain")]
public interface IAccountsGrain : IGrainWithIntegerKey
{
    /// <summary>All accounts, with sign-ins that are not stored yet. Fails if they were never read and cannot be.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<Accounts> Get();

    /// <summary>Adds an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="onlyFirst">Whether it must be the first enabled admin.</param>
    /// <param name="address">The address of the person who creates it, as text; null if that is not known.</param>
    [Alias("create")]
    Task<AccountOutcome> Create(Account account, bool onlyFirst, string? address);

    /// <summary>Changes an account.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="edit">The change.</param>
    /// <param name="keepAdmin">Whether one enabled admin must stay.</param>
    /// <param name="actor">Who changes it.</param>
    /// <param name="address">The address of that person, as text; null if that is not known.</param>
    [Alias("change")]
    Task<AccountOutcome> Change(string id, AccountEdit edit, bool keepAdmin, string actor, string? address);

    /// <summary>Deletes an account.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="keepAdmin">Whether one enabled admin must stay.</param>
    /// <param name="actor">Who deletes it.</param>
    /// <param name="address">The address of that person, as text; null if that is not known.</param>
    [Alias("delete")]
    Task<AccountOutcome> Delete(string id, bool keepAdmin, string actor, string? address);

    /// <summary>
    /// Notes a sign-in. Those of all accounts are stored together, at most once a minute; a restart may forget the last ones.
    /// </summary>
    /// <param name="id">The account's id.</param>
    /// <param name="at">When its owner signed in.</param>
    [Alias("signed-in")]
    Task SignedIn(string id, DateTimeOffset at);
}

/// <summary>Gets the grain of accounts.</summary>
public static class AccountsKeys
{
    /// <summary>The accounts.</summary>
    public static IAccountsGrain Accounts(this IGrainFactory grains) => grains.GetGrain<IAccountsGrain>(0);
}
