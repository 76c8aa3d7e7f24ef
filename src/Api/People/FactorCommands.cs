using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Connections;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Access.Factors;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.People;
using OrleansMonitor.Hosting.Connections;

namespace OrleansMonitor.Api.People;

/// <summary>
/// Turns the second factor of a user's own account on and off, in two steps: it becomes active once a code proves that the app has the
/// secret. Until then secret and recovery codes are kept in memory, for one session.
/// </summary>
internal sealed class FactorCommands(
    IGrainFactory grains, AccountRing ring, FactorCheck check, StepUp stepUp, SealReadiness readiness, TokenSeal seal,
    TimeProvider time)
{
    private const string NoKey = "no-secrets-key";
    private const string Unsure = "It is not known whether the second factor was changed; look at the page Account.";
    private const string NoSeal = "The file with the key that seals secrets cannot be read or made (Monitor:Secrets).";
    private const int Capacity = 100;

    private readonly ShortLived<PendingSecret> _pending = new(time, Lifetime, Capacity);

    /// <summary>How long turning it on may take: 15 min.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(15);

    /// <summary>The user's own account; null for a user without one.</summary>
    /// <exception cref="StoreUnavailableException">The accounts cannot be read.</exception>
    public async Task<Account?> Own(ClaimsPrincipal? user) =>
        Caller.AccountOf(user) is { } own && user.RoleOf() is { } role ? await ring.Find(own.Id, own.Stamp, role) : null;

    /// <summary>The secret that waits for a code; null if there is none.</summary>
    public PendingSecret? Pending(ClaimsPrincipal? user) => _pending.Find(Session.IdOf(user) ?? "");

    /// <summary>Makes a secret and recovery codes, which wait for a code.</summary>
    /// <exception cref="StoreUnavailableException">The account or its session cannot be read.</exception>
    public async Task<CallOutcome<PendingSecret>> Begin(ClaimsPrincipal user)
    {
        if (await Own(user) is not { } account || Session.IdOf(user) is not { } session)
            return CallOutcome<PendingSecret>.Refused(StatusCodes.Status409Conflict, "no-account", "You have no account.");
        if (await stepUp.Refuse(user) is { } stale) return CallOutcome<PendingSecret>.Refused(stale);
        if (account.Factor is not null) return CallOutcome<PendingSecret>.Refused(AccountRefusals.FactorIsOn);
        if (await readiness.Problem() is { } missing)
            return CallOutcome<PendingSecret>.Refused(StatusCodes.Status409Conflict, NoKey, missing);
        var secret = Base32.Encode(RandomNumberGenerator.GetBytes(Totp.SecretSize));
        var pending = new PendingSecret(secret, Totp.LinkOf(secret, account.Name), RecoveryCode.New());
        _pending.Set(session, pending);
        return CallOutcome<PendingSecret>.Of(pending);
    }

    /// <summary>Turns it on with a code; the account's sessions, which were opened without one, end.</summary>
    /// <returns>The account's new owner, for whom a session is to be opened, or the refusal; null if the code is wrong or nothing waits
    /// for one.</returns>
    /// <exception cref="StoreUnavailableException">It is not known whether it was turned on.</exception>
    public async Task<CallOutcome<Caller>?> TurnOn(ClaimsPrincipal user, string code, IPAddress? address)
    {
        if (await Own(user) is not { } account || Pending(user) is not { } pending) return null;
        if (await stepUp.Refuse(user) is { } stale) return CallOutcome<Caller>.Refused(stale);
        var now = time.GetUtcNow();
        var verdict = Totp.Check(Base32.Decode(pending.Secret), code.Replace(" ", "", StringComparison.Ordinal), now, lastStep: 0);
        if (verdict.Answer != CodeAnswer.Right) return null;
        if (Sealed(account, pending) is not { } secret) return CallOutcome<Caller>.Refused(StatusCodes.Status409Conflict, NoKey, NoSeal);
        var factor = new SecondFactor(
            secret, now, verdict.Step, [.. pending.RecoveryCodes.Select(RecoveryCode.HashOf).OfType<string>()]);
        var stamp = AccountCommands.NewStamp();
        var outcome = await Run(
            account.Name, () => grains.Accounts().TurnOnFactor(account.Id, account.Stamp, stamp, factor, address?.ToString()));
        if (!outcome.Done) return CallOutcome<Caller>.Refused(outcome.Refusal);
        _pending.Remove(Session.IdOf(user)!);
        return CallOutcome<Caller>.Of(Caller.Of(account with { Stamp = stamp }, withCode: true));
    }

    /// <summary>Turns it off with a code or a recovery code.</summary>
    /// <returns>The attempt, and the outcome; null if the code was not right.</returns>
    /// <exception cref="StoreUnavailableException">It is not known whether it was turned off.</exception>
    public async Task<(Attempt Attempt, CallOutcome<AccountDto>? Outcome)> TurnOff(ClaimsPrincipal user, string code, IPAddress? address)
    {
        if (await Own(user) is not { Factor: not null } account) return (default, null);
        var attempt = await check.Try(address, account, code);
        if (!attempt.IsRight) return (attempt, null);
        return (attempt, await Run(
            account.Name, () => grains.Accounts().TurnOffFactor(account.Id, null, account.Actor, address?.ToString())));
    }

    /// <summary>Turns off that of another account, whose sessions end. One's own is turned off with a code.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it was turned off.</exception>
    public async Task<CallOutcome<AccountDto>> Reset(string id, ClaimsPrincipal? user, IPAddress? address)
    {
        if (user.Refusal(Permission.ManageAccounts) is { } forbidden) return AccountRefusals.Forbid<AccountDto>(forbidden);
        if (await stepUp.Refuse(user) is { } stale) return CallOutcome<AccountDto>.Refused(stale);
        if (Caller.AccountOf(user)?.Id == id) return CallOutcome<AccountDto>.Refused(AccountRefusals.OwnFactor);
        return await Run(
            id, () => grains.Accounts().TurnOffFactor(id, AccountCommands.NewStamp(), user.Name(), address?.ToString()));
    }

    private string? Sealed(Account account, PendingSecret pending)
    {
        try
        {
            return seal.Seal(pending.Secret, TokenBinding.OfFactor(account.Id));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private Task<CallOutcome<AccountDto>> Run(string about, Func<Task<AccountOutcome>> call) =>
        AccountCommands.Run(about, call, Unsure, ring, time);
}

/// <summary>A secret that waits for a code. Its text form contains no secret.</summary>
/// <param name="Secret">The secret in base 32.</param>
/// <param name="Link">The same as the link of a QR code.</param>
/// <param name="RecoveryCodes">The recovery codes, which are shown until the code comes.</param>
internal sealed record PendingSecret(string Secret, string Link, IReadOnlyList<string> RecoveryCodes)
{
    /// <summary>The name of the type.</summary>
    public override string ToString() => nameof(PendingSecret);
}
