using Orleans.Concurrency;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Access.Factors;

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

    /// <summary>Turns on the second factor of an account, whose sessions end.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="expected">Its stamp when it was checked.</param>
    /// <param name="stamp">Its new stamp.</param>
    /// <param name="factor">The second factor.</param>
    /// <param name="address">The address of its owner, as text; null if that is not known.</param>
    [Alias("turn-on-factor")]
    Task<AccountOutcome> TurnOnFactor(string id, string expected, string stamp, SecondFactor factor, string? address);

    /// <summary>Turns off the second factor of an account.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="stamp">A new stamp, which ends the account's sessions; null if they go on.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="address">The address of that person, as text; null if that is not known.</param>
    [Alias("turn-off-factor")]
    Task<AccountOutcome> TurnOffFactor(string id, string? stamp, string actor, string? address);

    /// <summary>Uses up a code that is right. It counts as used at once, even without the database.</summary>
    /// <param name="id">The account's id.</param>
    /// <param name="secret">The sealed secret with which it was checked.</param>
    /// <param name="step">The code's step.</param>
    /// <returns>False if it, or a later one, was used before, or the second factor is another one.</returns>
    [Alias("use-step")]
    Task<bool> UseStep(string id, string secret, long step);

    /// <summary>Uses up a recovery code.</summary>
    /// <param name="id">The account's id.</param>
    /// <param name="hash">The code's hash.</param>
    /// <param name="address">The address of the person, as text; null if that is not known.</param>
    [Alias("use-recovery-code")]
    Task<AccountOutcome> UseRecoveryCode(string id, string hash, string? address);

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
