using System.Net;
using System.Security.Claims;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// Demands a fresh sign-in of browser sessions for what an unattended browser must not do. Requests with a key, and everybody on a machine
/// where no sign-in is needed, are not asked. Fails closed: a session whose sign-in cannot be read is refused with 503.
/// </summary>
internal sealed class StepUp(
    CheckedConfiguration configuration, SessionRegistry sessions, AccountRing accounts, AccountCheck passwords, FactorCheck codes,
    KeyCheck keys, AccessLog audit)
{
    /// <summary>The type of the problem.</summary>
    public const string Problem = "fresh-sign-in-needed";

    /// <summary>How long a sign-in is fresh.</summary>
    public TimeSpan Window { get; } = configuration.Options.Auth.FreshSignIn;

    /// <summary>Why a user must sign in again first; null if not.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read when the user signed in.</exception>
    public async Task<Refusal?> Refuse(ClaimsPrincipal? user) =>
        Session.IdOf(user) is { } id && !await sessions.IsFresh(id, Window)
            ? new(
                StatusCodes.Status403Forbidden, Problem,
                $"This needs a sign-in of the last {Window.TotalMinutes:0.#} min. Confirm that it is you on the page {ConfirmRoutes.Page}, "
                    + "or with POST /api/v1/sessions/confirm {password, code} or {key}, and repeat the request.")
            : null;

    /// <summary>Signs a user in again within the session.</summary>
    /// <param name="user">The user.</param>
    /// <param name="given">What the user entered.</param>
    /// <param name="address">Where it comes from.</param>
    /// <returns>The attempt, and whether the session is in the list: only one that is can be confirmed.</returns>
    /// <exception cref="StoreUnavailableException">It cannot be checked or noted.</exception>
    public async Task<(Attempt Attempt, bool IsListed)> Confirm(ClaimsPrincipal user, Confirmation given, IPAddress? address)
    {
        var (attempt, wrong) = await Check(user, given, address);
        if (attempt.Wait is not null) return (attempt, true);
        var isListed = !attempt.IsRight || await sessions.Confirm(Session.IdOf(user) ?? "");
        if (isListed) await audit.Confirmed(address, user.Name(), attempt.IsRight ? null : wrong);
        return (attempt, isListed);
    }

    private async Task<(Attempt Attempt, string Wrong)> Check(ClaimsPrincipal user, Confirmation given, IPAddress? address)
    {
        if (Caller.AccountOf(user) is not { } own || user.RoleOf() is not { } role)
        {
            var (tried, caller) = await keys.Try(address, (given.Key ?? "").Trim());
            var isOwn = caller is not null && (caller.KeyId, caller.Name) == (Caller.KeyIdOf(user), user.Name());
            return (tried with { IsRight = isOwn }, "key");
        }

        if (await accounts.Find(own.Id, own.Stamp, role) is not { } account) return (new(IsRight: false, null), "account");
        // Who guesses at the name at the sign-in must not keep its owner, who has a session, from confirming it.
        var counted = $"session of {own.Id}";
        var (attempt, known) = await passwords.Try(address, account.Name, given.Password ?? "", counted);
        if (known is null || known.Id != own.Id) return (attempt with { IsRight = false }, "password");
        return known.Factor is null ? (attempt, "password") : (await codes.Try(address, known, given.Code ?? "", counted), "code");
    }
}

/// <summary>What a person enters to confirm who they are. Its text form contains no secret.</summary>
/// <param name="Password">The password of an account.</param>
/// <param name="Code">The code of its second factor, or a recovery code; null without one.</param>
/// <param name="Key">The key that opened the session, for a session of no account.</param>
internal sealed record Confirmation(string? Password, string? Code, string? Key)
{
    /// <summary>The name of the type.</summary>
    public override string ToString() => nameof(Confirmation);
}
