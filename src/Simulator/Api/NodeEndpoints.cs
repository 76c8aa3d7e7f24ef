using System.Globalization;
using System.Text.Json;

namespace OrleansMonitor.Simulator.Api;

/// <summary>Live values of a node about itself (api-facts §8).</summary>
internal static class NodeEndpoints
{
    public static IReadOnlyList<Route> Routes { get; } =
    [
        Get("status", NodeStatusEndpoint.Write, permission: call => Audit(call), isProtected: false),
        new("POST", "/nodes/{node}/status", Command)
        {
            ProxyToNode = true, Protected = true,
            Parameters = [Parameter.Choice("command", "reboot", "shutdown") with { Optional = false }],
            Permission = call => call.Demand($"/nodes/{call.PathValues["node"]}", "Sys.PowerMgmt"),
        },
        Get("time", Time, permission: Audit, isProtected: false),
        Get("subscription", Subscription, isProtected: false),
        Get("certificates/info", Certificates, isProtected: false),
        Get("journal", Journal, permission: call => call.Demand($"/nodes/{call.PathValues["node"]}", "Sys.Syslog")) with
        {
            Parameters = [Parameter.Integer("lastentries"), Parameter.Integer("since"), Parameter.Integer("until"),
                Parameter.Text("startcursor"), Parameter.Text("endcursor")],
            Compressed = true,
        },
        Get("disks/list", (_, json) => EmptyList(json), permission: Audit) with
        {
            Parameters = [Parameter.Flag("include-partitions"), Parameter.Flag("skipsmart"),
                Parameter.Choice("type", "unused", "journal_disks")],
        },
        Get("disks/zfs", (_, _) => throw ApiException.Die("zfsutils-linux not installed"),
            permission: call => call.Demand("/", "Sys.Audit")),
        new("POST", "/nodes/{node}/wakeonlan", WakeOnLan)
        {
            Protected = true, Permission = call => call.Demand($"/nodes/{call.PathValues["node"]}", "Sys.PowerMgmt"),
        },
    ];

    internal static Route Get(string path, Endpoint run, Action<ApiCall>? permission = null, bool isProtected = true) =>
        new("GET", $"/nodes/{{node}}/{path}", run) { ProxyToNode = true, Protected = isProtected, Permission = permission };

    internal static void Audit(ApiCall call) => call.Demand($"/nodes/{call.PathValues["node"]}", "Sys.Audit");

    private static void EmptyList(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteEndArray();
    }

    private static void Command(ApiCall call, Utf8JsonWriter json)
    {
        var node = call.Node;
        call.Machinery.Nodes.Shutdown(node, call.Text("command") == "reboot" ? call.State.Timings.NodeFirmware : null);
        json.WriteNullValue();
    }

    private static void Time(ApiCall call, Utf8JsonWriter json)
    {
        var seconds = (call.State.Now + (long)call.Node.ClockSkew.TotalMilliseconds) / 1000;
        json.WriteStartObject();
        json.WriteNumber("time"u8, seconds);
        json.WriteNumber("localtime"u8, seconds);
        json.WriteString("timezone"u8, "Etc/UTC");
        json.WriteEndObject();
    }

    private static void Subscription(ApiCall call, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("status"u8, "notfound");
        json.WriteString("message"u8, "There is no subscription key");
        json.WriteString("url"u8, "https://127.0.0.1/pricing");
        if (call.May($"/nodes/{call.Node.Name}", "Sys.Audit")) json.WriteString("serverid"u8, "6FA18B7C52429B737671473973D43DB0");
        json.WriteEndObject();
    }

    private static void Certificates(ApiCall call, Utf8JsonWriter json)
    {
        var expiry = call.Node.CertificateNotAfter;
        json.WriteStartArray();
        Certificate(json, call.Machinery.CaCertificatePem, call.Machinery.CaFingerprint, "pve-root-ca.pem",
            "/CN=Proxmox Virtual Environment/O=PVE Cluster Manager CA", [], expiry.AddYears(8));
        Certificate(json, call.Node.Certificate?.Pem ?? call.Machinery.CertificatePem,
            call.Node.Certificate?.Fingerprint ?? call.Machinery.Fingerprint, "pve-ssl.pem",
            $"/OU=PVE Cluster Node/O=Proxmox Virtual Environment/CN={call.Node.Name}",
            ["127.0.0.1", "localhost", call.Node.Address.ToString(), call.Node.Name], expiry);
        json.WriteEndArray();
    }

    private static void Certificate(Utf8JsonWriter json, string pem, string fingerprint, string file, string subject, string[] names,
        DateTimeOffset notAfter)
    {
        json.WriteStartObject();
        json.WriteString("filename"u8, file);
        json.WriteString("subject"u8, subject);
        json.WriteString("issuer"u8, "/CN=Proxmox Virtual Environment/O=PVE Cluster Manager CA");
        json.WriteString("fingerprint"u8, fingerprint);
        json.WriteString("pem"u8, pem);
        json.WriteNumber("notbefore"u8, notAfter.AddDays(-730).ToUnixTimeSeconds());
        json.WriteNumber("notafter"u8, notAfter.ToUnixTimeSeconds());
        json.WriteString("public-key-type"u8, "id-ecPublicKey");
        json.WriteNumber("public-key-bits"u8, 256);
        json.WriteStartArray("san"u8);
        foreach (var name in names) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Journal(ApiCall call, Utf8JsonWriter json)
    {
        var since = (call.Integer("since") ?? 0) * 1000;
        var until = call.Integer("until") is { } limit ? limit * 1000 : long.MaxValue;
        var lines = call.Node.Journal.Where(line => line.At >= since && line.At <= until).ToList();
        call.SendsNothing = call.Integer("lastentries") > 0 && (call.Integer("since") ?? call.Integer("until")) is not null;
        var last = (int)Math.Min(lines.Count, call.Integer("lastentries") ?? lines.Count);
        json.WriteStartArray();
        json.WriteStringValue("s=1;i=1");
        foreach (var (at, text) in lines.TakeLast(last))
            json.WriteStringValue(
                $"{DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("MMM dd HH:mm:ss", CultureInfo.InvariantCulture)} "
                    + $"{call.Node.Name} {text}");
        json.WriteStringValue("s=1;i=2");
        json.WriteEndArray();
    }

    /// <summary>Not forwarded: the asked node wakes the named one.</summary>
    private static void WakeOnLan(ApiCall call, Utf8JsonWriter json)
    {
        var name = call.PathValues["node"];
        var target = call.State.FindNode(name) ?? throw ApiException.Die($"No wake on LAN MAC address defined for '{name}'!");
        if (target == call.Local) throw ApiException.Die($"'{name}' is local node, cannot wake my self!");
        if (target.WakeOnLanMac is null) throw ApiException.Die($"No wake on LAN MAC address defined for '{name}'!");
        if (!target.SleepsThrough) call.Machinery.Nodes.PowerOn(target);
        json.WriteStringValue(target.WakeOnLanMac);
    }
}
