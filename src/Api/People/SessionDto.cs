using System.Security.Claims;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Api.People;

/// <summary>A browser session.</summary>
/// <param name="Id">Its id, which is no secret.</param>
/// <param name="Actor">Who signed in, as in the audit log.</param>
/// <param name="Method">How: <c>password</c>, <c>password and code</c>, <c>key</c> or <c>admin key</c>.</param>
/// <param name="Address">Where from; null if that is not known.</param>
/// <param name="OpenedAt">When.</param>
/// <param name="UsedAt">When it was last used, to the minute or so.</param>
/// <param name="Current">Whether it is the one that asks.</param>
internal sealed record SessionDto(
    string Id, string Actor, string Method, string? Address, DateTimeOffset OpenedAt, DateTimeOffset UsedAt, bool Current)
{
    public static SessionDto Of(OpenSession session, ClaimsPrincipal? user) => new(
        session.Id, session.Actor, session.Method, session.Address, session.OpenedAt, session.UsedAt, session.Id == Session.IdOf(user));
}
