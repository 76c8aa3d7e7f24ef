using System.Net;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates the access to the API.</summary>
internal static class AuthReader
{
    /// <summary>Sets the effective key and returns the networks of trusted proxies.</summary>
    public static IReadOnlyList<IPNetwork> Read(AuthOptions auth, ProblemList problems)
    {
        const string key = "Auth:BootstrapAdminKey";
        auth.Key = Secrets.Read(auth.BootstrapAdminKey, auth.BootstrapAdminKeyFile, key, "Auth:BootstrapAdminKeyFile", problems);
        if (auth.Key is not null && KeyStrength.Problem(auth.Key) is { } weak) problems.Add(key, weak);
        problems.Within(auth.ConnectionsPerClient, 1, 100_000, "Auth:ConnectionsPerClient");
        problems.Within(auth.FreshSignIn, TimeSpan.FromMinutes(1), TimeSpan.FromHours(12), "Auth:FreshSignIn");
        return [.. auth.TrustedProxies.Select((text, i) => Network(text, $"Auth:TrustedProxies:{i}", problems)).OfType<IPNetwork>()];
    }

    private static IPNetwork? Network(string text, string key, ProblemList problems)
    {
        if (IPAddress.TryParse(text, out var address)) return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        if (!IPNetwork.TryParse(text, out var network))
            problems.Add(key, $"is '{text}', which is neither an address nor a network such as 10.1.0.0/16.");
        else if (network.PrefixLength == 0)
            problems.Add(key, "is every address, so any client could claim to be another one; name the proxy's own.");
        else
            return network;
        return null;
    }
}
