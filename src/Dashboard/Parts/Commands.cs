using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansMonitor.Dashboard.Parts;

/// <summary>What to run and to copy when a Proxmox is connected; the same as in the README.</summary>
internal static class Commands
{
    public const string Read =
        """
        pveum user add monitor@pve --comment "OrleansMonitor"
        pveum acl modify / --users monitor@pve --roles PVEAuditor
        pveum user token add monitor@pve read --privsep 1
        pveum acl modify / --tokens 'monitor@pve!read' --roles PVEAuditor
        """;

    public const string Act =
        """
        pveum role add MonitorAct --privs "VM.Audit VM.PowerMgmt Sys.Audit Sys.PowerMgmt Sys.Modify"
        pveum user add monitor-act@pve --comment "OrleansMonitor, acting"
        pveum acl modify / --users monitor-act@pve --roles MonitorAct
        pveum user token add monitor-act@pve act --privsep 1
        pveum acl modify / --tokens 'monitor-act@pve!act' --roles MonitorAct
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The section <c>Monitor</c> for one cluster; the secret is in a file of its own.</summary>
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
