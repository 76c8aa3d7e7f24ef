using System.Net;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// Checks a name and a password. An unknown name, a disabled account and a wrong password take the same way and get the same answer.
/// </summary>
internal sealed class AccountCheck(AccountRing accounts, Passwords passwords, AttemptLimit limit, AccessLog audit)
{
    /// <summary>Checks a password unless its client or its account must wait.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="name">The account's name, in any case of its letters.</param>
    /// <param name="password">The password.</param>
    /// <param name="counted">Under what wrong ones count, besides the client; null for the account's name.</param>
    /// <returns>The attempt, and the account; null unless the password is right.</returns>
    /// <exception cref="StoreUnavailableException">The accounts cannot be read, or too many passwords are being checked.</exception>
    public async Task<(Attempt Attempt, Account? Account)> Try(
        IPAddress? address, string name, string password, string? counted = null)
    {
        var normalised = counted ?? AccountName.Normalise(name.Length > AccountName.MaxLength ? name[..AccountName.MaxLength] : name);
        if (limit.Begin(address, normalised, out var begun) is { } wait) return (new(IsRight: false, wait), null);
        bool? isRight = null;
        Attempt attempt;
        Account? account;
        try
        {
            account = await accounts.FindName(name);
            isRight = await passwords.Match(account, password) && account is { Enabled: true };
        }
        finally
        {
            attempt = limit.End(begun, isRight);
        }

        if (attempt.HeldBack is { } held) await audit.FailedSignIn(address, "name or password", held);
        return (attempt, attempt.IsRight ? account : null);
    }
}
