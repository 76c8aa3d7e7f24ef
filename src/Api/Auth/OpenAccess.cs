using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Api.Auth;

/// <summary>Whether everybody on this machine may use the API without signing in.</summary>
internal enum Openness
{
    /// <summary>That cannot be known now: only what is open to everybody anywhere is answered.</summary>
    Unknown,

    /// <summary>Everybody on this machine may do everything.</summary>
    Open,

    /// <summary>A key or a session is needed.</summary>
    Closed,
}

/// <summary>
/// Decides whether the API is open: without an admin key, until the first enabled admin account exists. A demo without an admin key stays
/// open, because nothing in it is real.
/// </summary>
internal sealed class OpenAccess(AdminKey key, CheckedConfiguration configuration, AccountRing accounts)
{
    /// <summary>The owner of what is open without a sign-in; aborted once one is needed.</summary>
    public const string Owner = "local";

    /// <summary>Whether the API stays open whatever accounts there are.</summary>
    public bool IsForGood => key.Value is null && configuration.Demo;

    /// <summary>Decides for now.</summary>
    public async Task<Openness> Now()
    {
        if (key.Value is not null) return Openness.Closed;
        if (IsForGood) return Openness.Open;
        return await accounts.HasAdmin() switch
        {
            null => Openness.Unknown,
            true => Openness.Closed,
            false => Openness.Open,
        };
    }
}

/// <summary>What was decided for a request.</summary>
internal static class RequestOpenness
{
    private static readonly object Key = new();

    /// <summary>Keeps the decision for this request.</summary>
    public static void Set(this HttpContext context, Openness openness) => context.Items[Key] = openness;

    /// <summary>The decision for this request.</summary>
    public static Openness Openness(this HttpContext context) =>
        context.Items.TryGetValue(Key, out var openness) ? (Openness)openness! : Auth.Openness.Unknown;
}
