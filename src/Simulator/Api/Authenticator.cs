using OrleansMonitor.Simulator.Access;
using OrleansMonitor.Simulator.Engine;

namespace OrleansMonitor.Simulator.Api;

/// <summary>Identifies the caller, or fails with the 401 that Proxmox sends after three seconds (api-facts §1).</summary>
internal static class Authenticator
{
    private const string Scheme = "PVEAPIToken=";
    private const string Failed = "Authentication failed!";
    private static readonly Identity Nobody = new(new AccessControl(), "nobody@pam", "");

    public static Identity Identify(Machinery machinery, ApiRequest request)
    {
        var login = request is { Path: "/access/ticket" };
        if (request.Authorization is { } header) return Token(machinery, request, header, login);
        if (login) return Nobody;
        if (!request.Local.Serves("pve-cluster")) throw Refuse(machinery, Failed);
        if (request.Ticket is null) throw Refuse(machinery, "No ticket");
        var seed = machinery.State.Options.Seed;
        var user = machinery.Tokens.Find(TokenStore.User)!;
        if (request.Ticket != TokenStore.Ticket(user, seed)) throw Refuse(machinery, "permission denied - invalid PVE ticket");
        if (request.Method != "GET" && request.CsrfToken != TokenStore.CsrfToken(seed))
            throw Refuse(machinery, "Permission denied - invalid csrf token");
        return user;
    }

    private static Identity Token(Machinery machinery, ApiRequest request, string header, bool login)
    {
        // A node whose pmxcfs is down knows no tokens, so a valid one looks revoked.
        var equals = header.IndexOf('=', Math.Min(Scheme.Length, header.Length));
        if (!request.Local.Serves("pve-cluster") || !header.StartsWith(Scheme, StringComparison.Ordinal) || equals < 0)
            throw Refuse(machinery, Failed);
        var token = machinery.Tokens.Find(header[Scheme.Length..equals]);
        if (token is null || token.Revoked || !token.IsToken || token.Secret != header[(equals + 1)..]) throw Refuse(machinery, Failed);
        if (login && request.Method == "POST")
            throw new ApiException(403, AccessEndpoints.NeedsTicket) { BodyMessage = AccessEndpoints.NeedsTicket + "\n)\n" };
        return token;
    }

    private static ApiException Refuse(Machinery machinery, string reason) =>
        new(401, reason) { EmptyBody = true, Delay = machinery.State.Timings.AuthDelay };
}
