using System.Globalization;
using System.Text.Json;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Api;

/// <summary>/cluster/ha/… (api-facts §8). Without HA in use there is only the quorum row.</summary>
internal static class HaEndpoints
{
    private const long DeadAfterMilliseconds = 30_000;

    public static IReadOnlyList<Route> Routes { get; } =
    [
        new("GET", "/cluster/ha/status/current", Current) { Permission = Audit },
        new("GET", "/cluster/ha/status/manager_status", ManagerStatus) { Permission = Audit },
        new("GET", "/cluster/ha/resources", Resources) { Permission = Audit, Parameters = [Parameter.Choice("type", "ct", "vm")] },
    ];

    private static void Audit(ApiCall call) => call.Demand("/", "Sys.Audit");

    private static IEnumerable<Guest> Managed(ApiCall call) => call.State.Guests.Where(guest => guest.Ha is not null);

    private static void Current(ApiCall call, Utf8JsonWriter json)
    {
        var quorate = call.State.Quorate(call.Local);
        json.WriteStartArray();
        var status = quorate ? "OK" : $"No quorum on node '{call.Local.Name}'!";
        Row(json, "quorum", "quorum", call.Local.Name, status, () => json.WriteNumber("quorate"u8, quorate ? 1 : 0));
        if (call.State.HaMaster is { } master)
        {
            Daemon(call, json, "master", "master", master, "active");
            foreach (var node in call.State.Nodes)
                Daemon(call, json, "lrm", $"lrm:{node.Name}", node, LrmMode(node));
            foreach (var guest in Managed(call)) Service(call, json, guest);
            if (call.Version9) Row(json, "fencing", "fencing", call.Local.Name, "armed", () => json.WriteString("armed-state"u8, "armed"));
        }

        json.WriteEndArray();
    }

    private static string LrmMode(Node node)
    {
        if (node.HaState == "maintenance") return "maintenance mode";
        return node.Guests.Exists(guest => guest.Ha is not null) ? "active" : "idle";
    }

    private static void Row(Utf8JsonWriter json, string type, string id, string node, string status, Action more)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("id"u8, id);
        json.WriteString("node"u8, node);
        json.WriteString("status"u8, status);
        more();
        json.WriteEndObject();
    }

    private static void Daemon(ApiCall call, Utf8JsonWriter json, string type, string id, Node node, string mode)
    {
        var seconds = LastSeen(call, node) / 1000;
        var dead = call.State.Now - (seconds * 1000) > DeadAfterMilliseconds;
        var when = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture);
        var watchdog = call.Version9 && type == "lrm" ? ", watchdog active" : "";
        Row(json, type, id, node.Name, $"{node.Name} ({(dead ? "old timestamp - dead?" : mode)}{watchdog}, {when})",
            () => json.WriteNumber("timestamp"u8, seconds));
    }

    private static long LastSeen(ApiCall call, Node node)
    {
        var state = call.State;
        if (state.SplitSince(call.Local, node) is { } since) return since;
        if (node.Powered && node.Online) return state.Now - 3000;
        return node.Online ? state.Now - 3000 : node.OfflineSince - (long)state.Timings.OfflineAfter.TotalMilliseconds;
    }

    private static void Service(ApiCall call, Utf8JsonWriter json, Guest guest)
    {
        var service = guest.Ha!;
        var friendly = service.State switch
        {
            "started" when !guest.HasProcess && guest.Node.Powered => "starting",
            "request_stop" => "stopping",
            var other => other,
        };
        Row(json, "service", $"service:{service.Sid}", guest.Node.Name, $"{service.Sid} ({guest.Node.Name}, {friendly})", () =>
        {
            json.WriteString("sid"u8, service.Sid);
            json.WriteString("state"u8, friendly);
            json.WriteString("crm_state"u8, service.State);
            json.WriteString("request_state"u8, service.Requested);
            json.WriteNumber("max_restart"u8, 1);
            json.WriteNumber("max_relocate"u8, 1);
            if (call.Version9) json.WriteNumber("failback"u8, 1);
        });
    }

    private static void ManagerStatus(ApiCall call, Utf8JsonWriter json)
    {
        var state = call.State;
        json.WriteStartObject();
        json.WriteStartObject("quorum"u8);
        json.WriteString("node"u8, call.Local.Name);
        json.WriteString("quorate"u8, state.Quorate(call.Local) ? "1" : "0");
        json.WriteEndObject();
        json.WriteStartObject("manager_status"u8);
        json.WriteStartObject("node_status"u8);
        if (state.HaUsed)
            foreach (var node in state.Nodes) json.WriteString(node.Name, node.HaState);
        json.WriteEndObject();
        if (state.HaMaster is { } master)
        {
            json.WriteString("master_node"u8, master.Name);
            json.WriteNumber("timestamp"u8, LastSeen(call, master) / 1000);
            json.WriteStartObject("service_status"u8);
            foreach (var guest in Managed(call)) ServiceStatus(json, guest);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void ServiceStatus(Utf8JsonWriter json, Guest guest)
    {
        json.WriteStartObject(guest.Ha!.Sid);
        json.WriteString("node"u8, guest.Node.Name);
        json.WriteString("state"u8, guest.Ha.State);
        if (guest.HasProcess) json.WriteNumber("running"u8, 1);
        json.WriteEndObject();
    }

    private static void Resources(ApiCall call, Utf8JsonWriter json)
    {
        var type = call.Text("type");
        json.WriteStartArray();
        foreach (var guest in Managed(call).Where(guest => type is "" || guest.IsVm == (type == "vm")))
        {
            json.WriteStartObject();
            json.WriteString("sid"u8, guest.Ha!.Sid);
            json.WriteString("type"u8, guest.IsVm ? "vm" : "ct");
            json.WriteString("state"u8, guest.Ha.Requested);
            json.WriteNumber("max_restart"u8, 1);
            json.WriteNumber("max_relocate"u8, 1);
            json.WriteString("digest"u8, "fddc7563cda582d5b3824dca311f605bc1c855be");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
