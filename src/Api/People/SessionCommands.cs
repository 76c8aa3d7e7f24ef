using System.Net;
using System.Security.Claims;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Keys;
using OrleansMonitor.Grains.People;

namespace OrleansMonitor.Api.People;

/// <summary>Lists and ends browser sessions: a user's own, and for admins those of everybody. Shared by REST and the dashboard.</summary>
internal sealed class SessionCommands(
    IGrainFactory grains, SessionRegistry sessions, OpenRequests open, AccessLog audit, TimeProvider time)
{
    private const string Unstored =
        "It ended, but that is not stored yet, and a restart before it is would bring it back. The write is repeated.";

    /// <summary>The sessions that the user may see, the last used first.</summary>
    /// <exception cref="StoreUnavailableException">They cannot be read.</exception>
    public async Task<IReadOnlyList<SessionDto>> List(ClaimsPrincipal? user) =>
        [.. (await Seen(user)).OrderByDescending(session => session.UsedAt).Select(session => SessionDto.Of(session, user))];

    /// <summary>Ends a session on every API host.</summary>
    /// <exception cref="StoreUnavailableException">It is not known whether it ended.</exception>
    public async Task<CallOutcome<SessionDto>> End(string id, ClaimsPrincipal? user, IPAddress? address)
    {
        if ((await Seen(user)).FirstOrDefault(session => session.Id == id) is not { } found)
            return CallOutcome<SessionDto>.Refused(
                StatusCodes.Status404NotFound, "not-found", $"You have no session with the id {Domain.Text.OneLine.Of(id, 40)}.");
        if (!await End(found, user, address)) throw new StoreUnavailableException(Unstored);
        return CallOutcome<SessionDto>.Of(SessionDto.Of(found, user));
    }

    /// <summary>Ends all other sessions of the user.</summary>
    /// <returns>Those that were ended.</returns>
    /// <exception cref="StoreUnavailableException">It is not known whether all ended.</exception>
    public async Task<IReadOnlyList<SessionDto>> EndOthers(ClaimsPrincipal? user, IPAddress? address)
    {
        var (own, current) = (Caller.OwnerOf(user), Session.IdOf(user));
        var others = (await Seen(user)).Where(session => session.Owner == own && session.Id != current).ToList();
        var isStored = true;
        foreach (var session in others) isStored &= await End(session, user, address);
        if (!isStored) throw new StoreUnavailableException(Unstored);
        return [.. others.Select(session => SessionDto.Of(session, user))];
    }

    // True if that is stored.
    private async Task<bool> End(OpenSession session, ClaimsPrincipal? user, IPAddress? address)
    {
        var isStored = await sessions.EndFor(session, user.Name());
        open.End(session.Id);
        await audit.EndedSession(address, user.Name(), session.Actor, session.Id);
        return isStored;
    }

    // Sessions of accounts and keys that were changed have ended without being removed from the list.
    private async Task<IEnumerable<OpenSession>> Seen(ClaimsPrincipal? user)
    {
        var all = await sessions.All();
        var accounts = await LimitedCall.Make(time, () => grains.Accounts().Get(), "Accounts cannot be read.");
        var keys = await LimitedCall.Make(time, () => grains.ApiKeys().Get(), "API keys cannot be read.");
        var stamps = accounts.ById.Values.Where(account => account.Enabled).Select(account => account.Stamp)
            .ToHashSet(StringComparer.Ordinal);
        var now = time.GetUtcNow();
        var owners = keys.ById.Values.Where(key => !key.IsExpired(now)).Select(key => KeyRing.OwnerOf(key.Id)).Append(Caller.Admin.Name)
            .ToHashSet(StringComparer.Ordinal);
        var (seesAll, own) = (user.May(Permission.ManageAccounts), Caller.OwnerOf(user));
        return all.ById.Values.Where(session => (seesAll || session.Owner == own)
            && (session.Stamp is { } stamp ? stamps.Contains(stamp) : owners.Contains(session.Owner)));
    }
}
