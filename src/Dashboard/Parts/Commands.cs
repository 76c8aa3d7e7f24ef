using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Privileges;

namespace OrleansMonitor.Dashboard.Parts;

/// <summary>The commands and the configuration for connecting a Proxmox, as in the README.</summary>
internal static class Commands
{
    public static string Read { get; } = string.Join('\n', PermissionCommands.Setup(TokenRole.Read));

    public static string Act { get; } = string.Join('\n', PermissionCommands.Setup(TokenRole.Act));

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The section <c>Monitor</c> for one cluster. The secret is kept in a separate file.</summary>
    public static string Configuration(string name, Uri endpoint, string tokenId, string? fingerprint)
    {
        var cluster = new JsonObject
        {
            ["Name"] = name,
            ["Endpoints"] = new JsonArray(endpoint.GetLeftPart(UriPartial.Authority)),
            ["TokenId"] = tokenId,
            ["TokenSecretFile"] = $"/etc/orleansmonitor/{name}.token",
        };
        if (fingerprint is not null) cluster["Tls"] = new JsonObject { ["Fingerprint"] = fingerprint };
        return new JsonObject { ["Monitor"] = new JsonObject { ["Clusters"] = new JsonArray(cluster) } }.ToJsonString(Indented);
    }
}
