using System.Net;
using System.Security.Claims;
using OrleansMonitor.Grains.Audit;
using OrleansMonitor.Grains.Autonomy;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// Records sign-ins, refused keys and passwords, sign-outs, ended sessions and sent messages in the audit log. One that is not recorded
/// within <see cref="Limit"/> is logged instead: somebody must be able to sign in and turn the kill switch on while the database is away.
/// </summary>
internal sealed partial class AccessLog(IGrainFactory grains, TimeProvider time, ILogger<AccessLog> log)
{
    /// <summary>The limit of a record: 2 s.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Somebody signed in.</summary>
    public Task SignIn(IPAddress? address, string actor) => Record(new("sign_in", actor, address?.ToString(), $"{actor} signed in"));

    /// <summary>Somebody signed out.</summary>
    public Task SignOut(IPAddress? address, string actor) => Record(new("sign_out", actor, address?.ToString(), $"{actor} signed out"));

    /// <summary>A wrong key or password was refused.</summary>
    /// <param name="address">Where it came from.</param>
    /// <param name="what">What was wrong: <c>key</c>, <c>name or password</c> or <c>code</c>.</param>
    /// <param name="held">How many came from there since the last row about it.</param>
    public Task FailedSignIn(IPAddress? address, string what, int held)
    {
        var from = address?.ToString() ?? "an unknown address";
        return Record(new(
            "failed_sign_in", "unknown", address?.ToString(), $"wrong {what} from {from} ({held} more since the last row about it)",
            Succeeded: false));
    }

    /// <summary>A right password was given for an account whose sign-in also needs a code.</summary>
    public Task AskedForCode(IPAddress? address, string actor) => Record(new(
        "ask_for_code", actor, address?.ToString(), $"the password of {actor} was right; the code is asked for"));

    /// <summary>Somebody signed in again within a session, or failed to.</summary>
    /// <param name="address">Where it came from.</param>
    /// <param name="actor">Whose session it is.</param>
    /// <param name="wrong">What was wrong: <c>password</c>, <c>code</c> or <c>key</c>; null if nothing was.</param>
    public Task Confirmed(IPAddress? address, string actor, string? wrong = null) => Record(new(
        wrong is null ? "confirm_sign_in" : "failed_confirm_sign_in", actor, address?.ToString(),
        wrong is null ? $"{actor} signed in again" : $"wrong {wrong} in a session of {actor}", Succeeded: wrong is null));

    /// <summary>Somebody ended a session.</summary>
    /// <param name="address">Where the request came from; null if that is not known.</param>
    /// <param name="actor">Who ended it.</param>
    /// <param name="owner">Whose it was.</param>
    /// <param name="id">Its id.</param>
    public Task EndedSession(IPAddress? address, string actor, string owner, string id) =>
        Record(new("end_session", actor, address?.ToString(), $"session {id} of {owner} ended"));

    /// <summary>Somebody sent a message to a destination of notifications.</summary>
    /// <param name="user">Who sent it.</param>
    /// <param name="address">Where the user's request came from; null if that is not known.</param>
    /// <param name="action">What was done, such as <c>test_destination</c>.</param>
    /// <param name="details">What happened, as text.</param>
    public Task Sent(ClaimsPrincipal? user, IPAddress? address, string action, string details) =>
        Record(new(action, user.Name(), address?.ToString(), details));

    private async Task Record(AccessAct act)
    {
        try
        {
            await Save(act).WaitAsync(Limit, time);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnrecorded(log, act.Action, act.Actor, act.Address ?? "an unknown address", problem.Message);
        }
    }

    private async Task Save(AccessAct act)
    {
        var now = time.GetUtcNow();
        var settings = await grains.Autonomy().GetOrStop(log);
        await grains.Audit(null).Save(AccessRow.Of(now, act, settings.Level));
    }

    [LoggerMessage(LogLevel.Error, "Perhaps not in the audit log: {Action} by {Actor} from {Address}. {Reason}")]
    private static partial void LogUnrecorded(ILogger log, string action, string actor, string address, string reason);
}
