using System.Security.Claims;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Keys;
using OrleansMonitor.Api.People;
using OrleansMonitor.Dashboard.Ports;

namespace OrleansMonitor.Api.Dashboard;

/// <summary>Executes the dashboard's commands on accounts, API keys and sessions with those of REST.</summary>
internal sealed class PeopleService(
    AccountCommands accounts, KeyCommands keys, SessionCommands sessions, FactorCommands factors, StepUp stepUp) : IPeopleService
{
    public async Task<IReadOnlyList<ListedAccount>> AccountsAsync(ClaimsPrincipal user) =>
    [
        .. ((await accounts.List(user)).Value ?? []).Select(one => new ListedAccount(
            one.Id, one.Name, one.DisplayName, one.Role, one.Enabled, one.SignedInAt, one.SecondFactor)),
    ];

    public async Task<string?> CreateAccountAsync(NewAccount account, ClaimsPrincipal user) =>
        (await accounts.Create(new(account.Name, account.DisplayName, account.Role, account.Password), user, null)).Refusal?.Detail;

    public async Task<string?> SetRoleAsync(string id, string role, ClaimsPrincipal user) =>
        (await accounts.Change(id, new(null, role, null), user, null)).Refusal?.Detail;

    public async Task<string?> EnableAsync(string id, bool enabled, ClaimsPrincipal user) =>
        (await accounts.Change(id, new(null, null, enabled), user, null)).Refusal?.Detail;

    public async Task<string?> ResetPasswordAsync(string id, string password, ClaimsPrincipal user) =>
        (await accounts.Reset(id, password, user, null)).Refusal?.Detail;

    public async Task<string?> DeleteAccountAsync(string id, ClaimsPrincipal user) =>
        (await accounts.Delete(id, user, null)).Refusal?.Detail;

    public async Task<IReadOnlyList<ListedKey>> KeysAsync(ClaimsPrincipal user) =>
    [
        .. ((await keys.List(user)).Value ?? []).Select(one => new ListedKey(
            one.Id, one.Name, one.Role, one.ExpiresAt, one.Expired, one.LastUsedAt)),
    ];

    public async Task<(string? Key, string? Refused)> CreateKeyAsync(
        string name, string role, DateTimeOffset? expiresAt, ClaimsPrincipal user)
    {
        var outcome = await keys.Create(new(name, role, expiresAt), user, null);
        return (outcome.Value?.Key, outcome.Refusal?.Detail);
    }

    public async Task<string?> RevokeKeyAsync(string id, ClaimsPrincipal user) => (await keys.Revoke(id, user, null)).Refusal?.Detail;

    public async Task<IReadOnlyList<ListedSession>> SessionsAsync(ClaimsPrincipal user) =>
    [
        .. (await sessions.List(user)).Select(one => new ListedSession(
            one.Id, one.Actor, one.Method, one.Address, one.OpenedAt, one.UsedAt, one.Current)),
    ];

    public async Task<string?> EndSessionAsync(string id, ClaimsPrincipal user) => (await sessions.End(id, user, null)).Refusal?.Detail;

    public Task EndOtherSessionsAsync(ClaimsPrincipal user) => sessions.EndOthers(user, null);

    public async Task<string?> ResetFactorAsync(string id, ClaimsPrincipal user) =>
        (await factors.Reset(id, user, null)).Refusal?.Detail;

    public async Task<OwnFactor?> FactorAsync(ClaimsPrincipal user)
    {
        if (await factors.Own(user) is not { } account) return null;
        return account.Factor is { } factor ? new(IsOn: true, factor.Since, factor.RecoveryHashes.Length) : new(IsOn: false, default, 0);
    }

    public PendingFactor? PendingFactor(ClaimsPrincipal user) =>
        factors.Pending(user) is { } pending ? new(pending.Secret, pending.Link, pending.RecoveryCodes) : null;

    public async Task<bool> MustConfirmAsync(ClaimsPrincipal user) => await stepUp.Refuse(user) is not null;

    public bool HasAccount(ClaimsPrincipal user) => Caller.AccountOf(user) is not null;
}
