using Microsoft.AspNetCore.Authentication;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Auth;

/// <summary>Opens the session of somebody who signed in.</summary>
internal sealed partial class SessionOpener(
    AdminKey admin, SessionRegistry sessions, AccountRing accounts, AccessLog audit, TimeProvider time, ILogger<SessionOpener> log)
{
    /// <summary>Opens a session and sends its cookie.</summary>
    /// <exception cref="StoreUnavailableException">The session must be known to be valid, and cannot be kept.</exception>
    public async Task Open(HttpContext context, Caller caller)
    {
        var address = context.Connection.RemoteIpAddress;
        var (user, stored) = Session.New(admin, caller, address, time.GetUtcNow());
        if (Session.MustBeKnown(admin, user)) await sessions.Open(stored);
        else await Keep(stored);
        await context.SignInAsync(Session.SchemeName, user);
        if (caller.Account is { } account) accounts.NoteSignIn(account.Id);
        await audit.SignIn(address, caller.Name);
    }

    // It is valid without, so that somebody with a key can sign in and turn the kill switch on whatever fails.
    private async Task Keep(Domain.Access.OpenSession stored)
    {
        try
        {
            await sessions.Open(stored).WaitAsync(AccessLog.Limit, time);
        }
        catch (Exception problem) when (problem is StoreUnavailableException or TimeoutException)
        {
            LogUnlisted(log, stored.Actor, problem.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A session of {Actor} is open, but perhaps not in the list of sessions: {Reason}")]
    private static partial void LogUnlisted(ILogger log, string actor, string reason);
}
