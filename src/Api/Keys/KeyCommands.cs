using System.Net;
using System.Security.Claims;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Api.Keys;

/// <summary>Commands on API keys, shared by REST and the dashboard. Each checks the user's role.</summary>
internal sealed class KeyCommands(IGrainFactory grains, KeyRing ring, OpenAccess access, StepUp stepUp, TimeProvider time)
{
    /// <summary>All keys, by name.</summary>
    /// <exception cref="StoreUnavailableException">They cannot be read.</exception>
    public async Task<CallOutcome<IReadOnlyList<KeyDto>>> List(ClaimsPrincipal? user)
    {
        if (user.Refusal(Permission.ManageKeys) is { } forbidden) return Forbid<IReadOnlyList<KeyDto>>(forbidden);
        var keys = await Limited(() => grains.ApiKeys().Get(), "API keys cannot be read.");
        var now = time.GetUtcNow();
        return CallOutcome<IReadOnlyList<KeyDto>>.Of(
            [.. keys.ById.Values.OrderBy(key => key.Name, StringComparer.OrdinalIgnoreCase).Select(key => KeyDto.Of(key, now))]);
    }

    /// <summary>Creates a key. It works at once on this API host, within two seconds on others.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it was created; its text is lost.</exception>
    public async Task<CallOutcome<NewKeyDto>> Create(KeyRequest? request, ClaimsPrincipal? user, IPAddress? address)
    {
        if (user.Refusal(Permission.ManageKeys) is { } forbidden) return Forbid<NewKeyDto>(forbidden);
        if (await stepUp.Refuse(user) is { } stale) return CallOutcome<NewKeyDto>.Refused(stale);
        if (await access.Now() == Openness.Open)
            return CallOutcome<NewKeyDto>.Refused(
                StatusCodes.Status409Conflict, "no-admin-key",
                "Everybody on this machine may do everything, and API keys have no effect. Set an admin key or create an admin account "
                    + "first.");
        var now = time.GetUtcNow();
        var name = (request?.Name ?? "").Trim();
        if (ApiKeys.RefuseName(name) is { } bad) return CallOutcome<NewKeyDto>.Bad(bad);
        if (Roles.Parse(request?.Role) is not { } role) return CallOutcome<NewKeyDto>.Bad("role is none of viewer, operator and admin.");
        if (request?.ExpiresAt <= now) return CallOutcome<NewKeyDto>.Bad("expiresAt is not in the future.");
        var (id, text) = ApiKeyText.New();
        var key = new ApiKey(id, name, role, ApiKeyText.HashOf(text), now, user.Name(), request?.ExpiresAt?.ToUniversalTime());
        var refusal = await Limited(
            () => grains.ApiKeys().Create(key, address?.ToString()), "It is not known whether the key was created; look at the list.");
        ring.Refresh();
        return refusal is { } why ? Conflict(why, name) : CallOutcome<NewKeyDto>.Of(new(text, KeyDto.Of(key, now)));
    }

    /// <summary>Revokes a key: at once on this API host, within seconds on others.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it was revoked.</exception>
    public async Task<CallOutcome<KeyDto>> Revoke(string id, ClaimsPrincipal? user, IPAddress? address)
    {
        if (user.Refusal(Permission.ManageKeys) is { } forbidden) return Forbid<KeyDto>(forbidden);
        if (await stepUp.Refuse(user) is { } stale) return CallOutcome<KeyDto>.Refused(stale);
        if (Caller.KeyIdOf(user) == id)
            return CallOutcome<KeyDto>.Refused(
                StatusCodes.Status409Conflict, "own-key", "A key cannot revoke itself; use the admin key or another API key.");
        var revoked = await Limited(
            () => grains.ApiKeys().Revoke(id, user.Name(), address?.ToString()), "It is not known whether the key was revoked; try again.");
        if (revoked is null)
            return CallOutcome<KeyDto>.Refused(StatusCodes.Status404NotFound, "not-found", $"There is no API key with the id {id}.");
        ring.Revoke(id);
        return CallOutcome<KeyDto>.Of(KeyDto.Of(revoked, time.GetUtcNow()));
    }

    private Task<T> Limited<T>(Func<Task<T>> call, string problem) => LimitedCall.Make(time, call, problem);

    private static CallOutcome<NewKeyDto> Conflict(KeyRefusal refusal, string name) => refusal switch
    {
        KeyRefusal.NameTaken => CallOutcome<NewKeyDto>.Refused(
            StatusCodes.Status409Conflict, "name-taken", $"Another API key has the name {name}."),
        KeyRefusal.Full => CallOutcome<NewKeyDto>.Refused(
            StatusCodes.Status409Conflict, "too-many-keys",
            $"There are {ApiKeys.Capacity} API keys, which is the limit; revoke one first."),
        _ => CallOutcome<NewKeyDto>.Refused(StatusCodes.Status409Conflict, "id-taken", "The key was not created; try again."),
    };

    private static CallOutcome<T> Forbid<T>(string reason)
        where T : class => CallOutcome<T>.Refused(StatusCodes.Status403Forbidden, "forbidden", reason);
}
