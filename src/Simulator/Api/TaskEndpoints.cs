using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Api;

/// <summary>/nodes/N/tasks (api-facts §6).</summary>
internal static partial class TaskEndpoints
{
    private const int DefaultLimit = 50;

    public static IReadOnlyList<Route> Routes { get; } =
    [
        NodeEndpoints.Get("tasks", List, isProtected: false) with
        {
            Parameters =
            [
                Parameter.Flag("errors"), Parameter.Integer("limit"), Parameter.Integer("since"),
                Parameter.Choice("source", "archive", "active", "all"), Parameter.Integer("start"),
                Parameter.Text("statusfilter"), Parameter.Text("typefilter"), Parameter.Integer("until"), Parameter.Text("userfilter"),
                Parameter.Integer("vmid", 100),
            ],
        },
        NodeEndpoints.Get("tasks/{upid}/status", Status),
        NodeEndpoints.Get("tasks/{upid}/log", Log) with
        {
            Parameters = [Parameter.Integer("limit"), Parameter.Integer("start"), Parameter.Flag("download")],
        },
    ];

    [GeneratedRegex(
        "^UPID:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?:[0-9A-Fa-f]{8}:[0-9A-Fa-f]{8,9}:[0-9A-Fa-f]{8}"
        + ":[^:\\s/]+:[^:\\s/]*:[^:\\s/]+:$",
        RegexOptions.NonBacktracking)]
    private static partial Regex UpidPattern();

    /// <summary>The number of rows before paging, the answer's <c>total</c>.</summary>
    public static int? Total(ApiCall call, string pattern) => pattern switch
    {
        "/nodes/{node}/tasks" => Select(call).Count(),
        "/nodes/{node}/tasks/{upid}/log" => Lines(call).Count,
        _ => null,
    };

    private static IEnumerable<SimulatedTask> Select(ApiCall call)
    {
        var source = call.Text("source", "archive");
        var (type, vmid, user) = (call.Text("typefilter"), call.Text("vmid"), call.Text("userfilter"));
        var (since, until) = (call.Integer("since"), call.Integer("until"));
        var seesAll = call.May($"/nodes/{call.Node.Name}", "Sys.Audit");
        var states = call.Text("statusfilter").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var tasks = call.Node.Tasks.Where(task =>
            (seesAll || task.FullUser == call.Caller.Id)
            && (type == "" || task.Type == type)
            && (vmid == "" || task.Id == vmid)
            && (user == "" || task.User.Contains(user, StringComparison.OrdinalIgnoreCase))
            && (since is null || task.StartTime >= since)
            && (until is null || task.StartTime <= until)
            && (!call.Flag("errors") || (!task.Running && Kind(task) == "error"))
            && (states.Length == 0 || (!task.Running && states.Contains(Kind(task)))));
        if (source == "archive") return tasks.Where(task => !task.Running).Reverse();
        if (source == "active") return tasks.Where(task => task.Running).Reverse();
        var all = tasks.ToList();
        return all.Where(task => task.Running).Reverse().Concat(all.Where(task => !task.Running).Reverse());
    }

    private static string Kind(SimulatedTask task) => task.Status switch
    {
        "OK" => "ok",
        "unexpected status" => "unknown",
        var status => status!.StartsWith("WARNINGS: ", StringComparison.Ordinal) ? "warning" : "error",
    };

    private static void List(ApiCall call, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var task in Select(call).Skip((int)(call.Integer("start") ?? 0)).Take((int)(call.Integer("limit") ?? DefaultLimit)))
        {
            json.WriteStartObject();
            Identity(json, task);
            if (task.EndTime is { } end) json.WriteNumber("endtime"u8, end);
            json.WriteString("status"u8, task.Status ?? "RUNNING");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Identity(Utf8JsonWriter json, SimulatedTask task)
    {
        json.WriteString("upid"u8, task.Upid);
        json.WriteString("node"u8, task.Node.Name);
        json.WriteNumber("pid"u8, task.Pid);
        json.WriteNumber("pstart"u8, task.PStart);
        json.WriteNumber("starttime"u8, task.StartTime);
        json.WriteString("type"u8, task.Type);
        json.WriteString("id"u8, task.Id);
        json.WriteString("user"u8, task.User);
        if (task.TokenId is not null) json.WriteString("tokenid"u8, task.TokenId);
    }

    private static SimulatedTask Find(ApiCall call)
    {
        var upid = call.PathValues["upid"];
        if (!UpidPattern().IsMatch(upid)) throw ApiException.BadParameter("upid", "unable to parse worker upid");
        var task = call.Node.Tasks.Find(task => task.Upid == upid) ?? throw ApiException.BadParameter("upid", "no such task");
        if (task.FullUser != call.Caller.Id) call.Demand($"/nodes/{call.Node.Name}", "Sys.Audit");
        return task;
    }

    private static void Status(ApiCall call, Utf8JsonWriter json)
    {
        var task = Find(call);
        json.WriteStartObject();
        Identity(json, task);
        json.WriteString("status"u8, task.Running ? "running" : "stopped");
        if (!task.Running) json.WriteString("exitstatus"u8, task.Status);
        json.WriteEndObject();
    }

    private static List<string> Lines(ApiCall call)
    {
        var task = Find(call);
        return task.Log.Count > 0 ? task.Log : ["no content"];
    }

    private static void Log(ApiCall call, Utf8JsonWriter json)
    {
        var start = (int)(call.Integer("start") ?? 0);
        var number = start;
        json.WriteStartArray();
        foreach (var line in Lines(call).Skip(start).Take((int)(call.Integer("limit") ?? DefaultLimit)))
        {
            json.WriteStartObject();
            json.WriteNumber("n"u8, ++number);
            json.WriteString("t"u8, line);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
