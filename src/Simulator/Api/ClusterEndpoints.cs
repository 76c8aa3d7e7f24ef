using System.Text.Json;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Api;

/// <summary>/version, /cluster/status, /cluster/tasks and /nodes (api-facts §8).</summary>
internal static class ClusterEndpoints
{
    private const int TasksPerNode = 25;

    public static IReadOnlyList<Route> Routes { get; } =
    [
        new("GET", "/version", Version),
        new("GET", "/cluster/status", Status) { Permission = call => call.Demand("/", "Sys.Audit"), Protected = true },
        new("GET", "/cluster/tasks", Tasks),
        new("GET", "/nodes", Nodes),
        new("GET", "/cluster/ceph/status", (_, _) => throw ApiException.Die("binary not installed: /usr/bin/ceph-mon"))
        {
            Permission = call => call.Demand("/", "Sys.Audit"), Protected = true,
        },
    ];

    private static void Version(ApiCall call, Utf8JsonWriter json)
    {
        var version = call.State.Options.Version;
        json.WriteStartObject();
        json.WriteString("version"u8, version);
        json.WriteString("release"u8, string.Join('.', version.Split('.').Take(2)));
        json.WriteString("repoid"u8, "2606ac850d46da29");
        json.WriteEndObject();
    }

    private static void Status(ApiCall call, Utf8JsonWriter json)
    {
        var state = call.State;
        var nodes = state.Nodes.Where(node => call.DropRow?.Invoke($"node/{node.Name}") != true).ToList();
        json.WriteStartArray();
        if (!state.Options.Standalone)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "cluster");
            json.WriteString("id"u8, "cluster");
            json.WriteString("name"u8, state.Options.ClusterName);
            json.WriteNumber("nodes"u8, nodes.Count);
            json.WriteNumber("version"u8, nodes.Count);
            json.WriteNumber("quorate"u8, state.Quorate(call.Local) ? 1 : 0);
            json.WriteEndObject();
        }

        foreach (var node in nodes)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "node");
            json.WriteString("id"u8, $"node/{node.Name}");
            json.WriteString("name"u8, node.Name);
            json.WriteNumber("nodeid"u8, state.Options.Standalone ? 0 : node.Index + 1);
            json.WriteString("ip"u8, node.Address.ToString());
            json.WriteNumber("local"u8, node == call.Local ? 1 : 0);
            json.WriteNumber("online"u8, state.SeesOnline(call.Local, node) ? 1 : 0);
            json.WriteString("level"u8, "");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Per node the running tasks and the newest finished ones, 25 in all. A dead node keeps its last list.</summary>
    private static void Tasks(ApiCall call, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        if (call.May("/", "Sys.Audit"))
        {
            foreach (var node in call.State.Nodes)
            {
                var shown = node.Tasks.Where(task => task.Running).Reverse().Concat(node.Tasks.Where(task => !task.Running).Reverse())
                    .Take(TasksPerNode);
                foreach (var task in shown) Task(call, task, json);
            }
        }

        json.WriteEndArray();
    }

    private static void Task(ApiCall call, SimulatedTask task, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("upid"u8, task.Upid);
        json.WriteString("node"u8, task.Node.Name);
        json.WriteString("type"u8, task.Type);
        json.WriteString("id"u8, task.Id);
        json.WriteString("user"u8, task.User);
        json.WriteNumber("starttime"u8, task.StartTime);
        if (task.TokenId is not null) json.WriteString("tokenid"u8, task.TokenId);
        if (task.EndTime is { } end)
        {
            json.WriteNumber("endtime"u8, end);
            json.WriteString("status"u8, task.Status);
            // Proxmox uses both types: a number until the list was written to disk and read again.
            if (call.State.Now / 1000 - end < 10) json.WriteNumber("saved"u8, 1);
            else json.WriteString("saved"u8, "1");
        }
        else
        {
            json.WriteNumber("pid"u8, task.Pid);
            json.WriteString("saved"u8, "0");
        }

        json.WriteEndObject();
    }

    private static void Nodes(ApiCall call, Utf8JsonWriter json)
    {
        var asOf = call.DumpAge();
        json.WriteStartArray();
        foreach (var node in call.State.Nodes)
        {
            json.WriteStartObject();
            NodeRow.Write(call, node, asOf, json, withFingerprint: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
