using System.Net;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Auth;

/// <summary>Checks a presented key, the admin key or an API key, in requests and at the sign-in alike.</summary>
internal sealed class KeyCheck(AdminKey admin, KeyRing ring, AttemptLimit limit, AccessLog audit)
{
    /// <summary>Checks a key unless its client must wait.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="presented">The key's text.</param>
    /// <returns>The attempt, and who made it; null unless the key is right.</returns>
    /// <exception cref="StoreUnavailableException">It may be an API key, and these cannot be read.</exception>
    public async Task<(Attempt Attempt, Caller? Caller)> Try(IPAddress? address, string presented)
    {
        var isAdmin = admin.Is(presented);
        var key = !isAdmin && ApiKeyText.IdOf(presented) is { } id ? await ring.Find(id) : null;
        var attempt = limit.Try(address, () => ApiKeyText.Matches(key, presented) || isAdmin);
        if (attempt.HeldBack is { } held) await audit.FailedSignIn(address, "key", held);
        if (!attempt.IsRight) return (attempt, null);
        if (isAdmin) return (attempt, Caller.Admin);
        ring.NoteUse(key!.Id);
        return (attempt, Caller.Of(key));
    }
}
