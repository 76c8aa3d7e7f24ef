namespace OrleansMonitor.Hosting.Options;

/// <summary>Access to the API.</summary>
public sealed class AuthOptions
{
    /// <summary>
    /// A key of at least 16 characters, 8 of them different, that every request must carry. Required to listen beyond loopback.
    /// Placeholders are refused.
    /// </summary>
    public string? BootstrapAdminKey { get; init; }

    /// <summary>A file that contains only the key.</summary>
    public string? BootstrapAdminKeyFile { get; init; }

    /// <summary>
    /// Addresses and networks (<c>10.0.0.5</c>, <c>10.1.0.0/16</c>) of reverse proxies whose <c>X-Forwarded-For</c> and
    /// <c>X-Forwarded-Proto</c> are believed. Without the proxy here all its clients count as one address and cookies are not
    /// <c>Secure</c>; with a network that clients can send from, they can claim any address. Default none.
    /// </summary>
    public IList<string> TrustedProxies { get; init; } = [];

    /// <summary>
    /// Live connections (hubs and dashboard pages) that one client address may have open at once, 1 to 100000. Lower protects the API from
    /// one client; too low locks out people who share an address. Default 100.
    /// </summary>
    public int ConnectionsPerClient { get; init; } = 100;

    /// <summary>
    /// How long after a sign-in a browser session may raise levels, turn the kill switch off, and change API keys, accounts and tokens
    /// without signing in again, 1 min to 12 h. Shorter protects unattended browsers; longer asks less often. Default 10 min.
    /// </summary>
    public TimeSpan FreshSignIn { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The effective key from either setting; null for none. Set when the configuration is checked.</summary>
    public string? Key { get; internal set; }
}
