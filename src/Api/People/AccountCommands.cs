using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.People;

namespace OrleansMonitor.Api.People;

/// <summary>
/// Commands on accounts, shared by REST and the dashboard. Each checks the user's role. A change takes effect at once on this API host,
/// within two seconds on others.
/// </summary>
internal sealed class AccountCommands(
    IGrainFactory grains, AccountRing ring, AccountCheck check, Passwords passwords, AdminKey admin, StepUp stepUp,
    TimeProvider time)
{
    private const string Unsure = "It is not known whether the account was changed; look at the list.";
    private const int IdDigits = 12;
    private const int StampDigits = 32;

    private bool KeepAdmin => admin.Value is null;

    /// <summary>All accounts, by name.</summary>
    /// <exception cref="StoreUnavailableException">They cannot be read.</exception>
    public async Task<CallOutcome<IReadOnlyList<AccountDto>>> List(ClaimsPrincipal? user)
    {
        if (user.Refusal(Permission.ManageAccounts) is { } forbidden) return AccountRefusals.Forbid<IReadOnlyList<AccountDto>>(forbidden);
        var all = await LimitedCall.Make(time, () => grains.Accounts().Get(), "Accounts cannot be read.");
        return CallOutcome<IReadOnlyList<AccountDto>>.Of(
            [.. all.ById.Values.OrderBy(account => account.Name, StringComparer.OrdinalIgnoreCase).Select(AccountDto.Of)]);
    }

    /// <summary>Creates an account.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it was created.</exception>
    public async Task<CallOutcome<AccountDto>> Create(AccountRequest? request, ClaimsPrincipal? user, IPAddress? address) =>
        await Refuse(user) ?? await Create(request, user.Name(), onlyFirst: false, address);

    /// <summary>Creates the first enabled admin; whoever calls it has checked that the person may.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it was created.</exception>
    public Task<CallOutcome<AccountDto>> CreateFirst(string? name, string? password, IPAddress? address) =>
        Create(new(name, null, Role.Admin.Name(), password), "set-up link", onlyFirst: true, address);

    /// <summary>Changes the display name or the role of an account, enables or disables it.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it was changed.</exception>
    public async Task<CallOutcome<AccountDto>> Change(string id, AccountEditRequest? request, ClaimsPrincipal? user, IPAddress? address)
    {
        if (await Refuse(user) is { } refused) return refused;
        var shown = request?.DisplayName?.Trim();
        if (AccountName.RefuseDisplay(shown) is { } bad) return CallOutcome<AccountDto>.Bad(bad);
        if (request?.Role is not null && Roles.Parse(request.Role) is null) return CallOutcome<AccountDto>.Bad(AccountRefusals.NoRole);
        if (request is null || (shown is null && request.Role is null && request.Enabled is null))
            return CallOutcome<AccountDto>.Bad("Nothing is to be changed; send displayName, role or enabled.");
        return await Apply(id, new(NewStamp(), shown, Roles.Parse(request.Role), request.Enabled), user.Name(), address);
    }

    /// <summary>Sets the password of an account.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it was set.</exception>
    public async Task<CallOutcome<AccountDto>> Reset(string id, string? password, ClaimsPrincipal? user, IPAddress? address)
    {
        if (await Refuse(user) is { } refused) return refused;
        var known = (await LimitedCall.Make(time, () => grains.Accounts().Get(), "Accounts cannot be read.")).Find(id);
        if (known is null) return AccountRefusals.Of(AccountRefusal.Unknown, id);
        if (PasswordRule.Refuse(password, known.Name) is { } bad) return CallOutcome<AccountDto>.Bad(bad);
        return await Apply(id, new(NewStamp(), Hash: await passwords.Hash(password!)), user.Name(), address);
    }

    /// <summary>Changes the password of the user's own account, if the user knows the present one.</summary>
    /// <returns>The attempt with the present password, and the outcome; null if the present one was not right.</returns>
    /// <exception cref="StoreUnavailableException">It is not known whether it was changed.</exception>
    public async Task<(Attempt Attempt, CallOutcome<AccountDto>? Outcome)> ChangeOwn(
        string present, string? password, Account account, IPAddress? address)
    {
        if (PasswordRule.Refuse(password, account.Name) is { } bad) return (default, CallOutcome<AccountDto>.Bad(bad));
        var (attempt, known) = await check.Try(address, account.Name, present);
        if (known is null || known.Id != account.Id) return (attempt, null);
        var edit = new AccountEdit(NewStamp(), Hash: await passwords.Hash(password!), Expected: known.Stamp);
        return (attempt, await Apply(account.Id, edit, account.Actor, address));
    }

    /// <summary>Deletes an account.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it was deleted.</exception>
    public async Task<CallOutcome<AccountDto>> Delete(string id, ClaimsPrincipal? user, IPAddress? address) =>
        await Refuse(user) ?? await Run(id, () => grains.Accounts().Delete(id, KeepAdmin, user.Name(), address?.ToString()));

    private async Task<CallOutcome<AccountDto>?> Refuse(ClaimsPrincipal? user)
    {
        if (user.Refusal(Permission.ManageAccounts) is { } forbidden) return AccountRefusals.Forbid<AccountDto>(forbidden);
        return await stepUp.Refuse(user) is { } stale ? CallOutcome<AccountDto>.Refused(stale) : null;
    }

    private async Task<CallOutcome<AccountDto>> Create(AccountRequest? request, string actor, bool onlyFirst, IPAddress? address)
    {
        var (name, shown) = ((request?.Name ?? "").Trim(), request?.DisplayName?.Trim());
        if ((AccountName.Refuse(name) ?? AccountName.RefuseDisplay(shown)) is { } bad) return CallOutcome<AccountDto>.Bad(bad);
        if (Roles.Parse(request?.Role) is not { } role) return CallOutcome<AccountDto>.Bad(AccountRefusals.NoRole);
        if (PasswordRule.Refuse(request?.Password, name) is { } weak) return CallOutcome<AccountDto>.Bad(weak);
        var now = time.GetUtcNow();
        var account = new Account(
            RandomNumberGenerator.GetHexString(IdDigits, lowercase: true), name, string.IsNullOrEmpty(shown) ? null : shown, role,
            Enabled: true, await passwords.Hash(request!.Password!), NewStamp(), now, actor, now);
        return await Run(name, () => grains.Accounts().Create(account, onlyFirst, address?.ToString()));
    }

    private Task<CallOutcome<AccountDto>> Apply(string id, AccountEdit edit, string actor, IPAddress? address) =>
        Run(id, () => grains.Accounts().Change(id, edit, KeepAdmin, actor, address?.ToString()));

    private Task<CallOutcome<AccountDto>> Run(string about, Func<Task<AccountOutcome>> call) => Run(about, call, Unsure, ring, time);

    /// <summary>Runs a change of an account, and ends the sessions that end with it.</summary>
    /// <param name="about">The name or the id that was asked for.</param>
    /// <param name="call">The change.</param>
    /// <param name="unsure">What to say if it is not known whether it was made.</param>
    /// <param name="ring">This host's copy of the accounts.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="StoreUnavailableException">It is not known whether it was made.</exception>
    internal static async Task<CallOutcome<AccountDto>> Run(
        string about, Func<Task<AccountOutcome>> call, string unsure, AccountRing ring, TimeProvider time)
    {
        AccountOutcome outcome;
        try
        {
            outcome = await LimitedCall.Make(time, call, unsure);
        }
        finally
        {
            ring.Refresh();
        }

        if (outcome.EndedStamp is { } ended) ring.End(ended);
        return outcome.Refusal is { } refusal
            ? AccountRefusals.Of(refusal, about) : CallOutcome<AccountDto>.Of(AccountDto.Of((outcome.After ?? outcome.Before)!));
    }

    /// <summary>A new random stamp.</summary>
    internal static string NewStamp() => RandomNumberGenerator.GetHexString(StampDigits, lowercase: true);
}
