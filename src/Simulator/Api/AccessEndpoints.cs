using System.Text.Json;
using OrleansMonitor.Simulator.Access;

namespace OrleansMonitor.Simulator.Api;

/// <summary>/access/… (api-facts §1 and §8).</summary>
internal static class AccessEndpoints
{
    /// <summary>The error for a token that tries to log in.</summary>
    public const string NeedsTicket = "Permission check failed (URI '/access/ticket' not available with API token, need proper ticket.";

    public static IReadOnlyList<Route> Routes { get; } =
    [
        new("GET", "/access/permissions", Permissions) { Parameters = [Parameter.Text("path"), Parameter.Text("userid")] },
        new("GET", "/access/ticket", (_, json) => json.WriteNullValue()),
        new("POST", "/access/ticket", Ticket)
        {
            Protected = true,
            Parameters =
            [
                Parameter.Text("username", optional: false), Parameter.Text("password", optional: false), Parameter.Text("realm"),
                Parameter.Text("otp"), Parameter.Flag("new-format"),
                Parameter.Text("path"), Parameter.Text("privs"), Parameter.Text("tfa-challenge"),
            ],
        },
    ];

    // Paths without privileges are omitted unless they were asked for by name.
    private static void Permissions(ApiCall call, Utf8JsonWriter json)
    {
        var asked = call.Text("path") is { Length: > 0 } path ? path : null;
        json.WriteStartObject();
        foreach (var at in asked is null ? call.Caller.Paths : [asked])
        {
            var privileges = call.Caller.At(at);
            if (privileges.Count == 0 && asked is null) continue;
            json.WriteStartObject(at);
            foreach (var (privilege, propagate) in privileges) json.WriteNumber(privilege, propagate ? 1 : 0);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Ticket(ApiCall call, Utf8JsonWriter json)
    {
        var name = call.Text("username");
        if (!name.Contains('@', StringComparison.Ordinal)) name = $"{name}@{call.Text("realm", "pam")}";
        var user = call.Machinery.Tokens.Find(name);
        if (user is null || user.IsToken || user.Secret != call.Text("password"))
            throw new ApiException(401, "authentication failure") { Delay = call.State.Timings.AuthDelay };
        json.WriteStartObject();
        json.WriteString("username"u8, name);
        json.WriteString("ticket"u8, TokenStore.Ticket(user, call.State.Options.Seed));
        json.WriteString("CSRFPreventionToken"u8, TokenStore.CsrfToken(call.State.Options.Seed));
        json.WriteString("clustername"u8, call.State.Options.ClusterName);
        json.WriteEndObject();
    }
}
