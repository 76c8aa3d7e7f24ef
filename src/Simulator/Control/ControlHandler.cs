using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansMonitor.Simulator.Actions;
using OrleansMonitor.Simulator.Clusters;
using OrleansMonitor.Simulator.Requests;
using OrleansMonitor.Simulator.Scripts;

namespace OrleansMonitor.Simulator.Control;

/// <summary>
/// The simulator's own HTTP interface below <c>/sim</c>: the true state and all control actions. No authentication, loopback only.
/// </summary>
internal sealed class ControlHandler(SimulatedCluster cluster, FaultControl faults, RequestLog requests)
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web)
        {
            WriteIndented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping
        };

    public async Task HandleAsync(HttpContext context)
    {
        var parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        object? answer = (context.Request.Method, parts) switch
        {
            ("GET", ["sim"]) => Index(),
            ("GET", ["sim", "guests"]) => cluster.Guests,
            ("GET", ["sim", "nodes"]) => cluster.Nodes,
            ("GET", ["sim", "narration"]) => cluster.Narration,
            ("GET", ["sim", "changes"]) => cluster.ShownChanges,
            ("GET", ["sim", "requests"]) =>
                new
                {
                    requests.Total,
                    requests.ByPath,
                    MaxInFlight = cluster.Nodes.ToDictionary(node => node.Name,
                node => requests.MaxInFlight(node.Name), StringComparer.Ordinal)
                },
            ("POST", ["sim", "faults"]) => await faults.AddAsync(context) is { Count: > 0 } problems
                ? Fail(context, StatusCodes.Status400BadRequest, problems)
                : new { done = "faults" },
            ("DELETE", ["sim", "faults"]) => faults.Clear(),
            ("POST", ["sim", "script"]) => await ScriptAsync(context),
            ("POST", ["sim", "guests", var guest, var verb]) => await ActAsync(context, verb, ControlTarget.Guest, guest),
            ("POST", ["sim", "nodes", var node, var verb]) => await ActAsync(context, verb, ControlTarget.Node, node),
            ("POST", ["sim", "cluster", var verb]) => await ActAsync(context, verb, ControlTarget.Cluster, ""),
            _ => Fail(context, StatusCodes.Status404NotFound, ["There is no such page; GET /sim lists all."]),
        };
        await context.Response.WriteAsJsonAsync(answer, Json, context.RequestAborted);
    }

    private static object Index() => new
    {
        read = new[] { "GET /sim/guests", "GET /sim/nodes", "GET /sim/narration", "GET /sim/changes", "GET /sim/requests" },
        faults =
            "POST /sim/faults with a fault rule as body (pathPrefix, pathPattern, node, times, delay, hang, status, reason, "
                + "truncateAfterBytes, invalidJson, dropRows, abortConnection); DELETE /sim/faults ends all",
        script = "POST /sim/script with a script as body",
        actions = ControlActions.All.Select(action => new
        {
            call = action.Target switch
            {
                ControlTarget.Guest => $"POST /sim/guests/{{vmid}}/{action.Name}",
                ControlTarget.Node => $"POST /sim/nodes/{{node}}/{action.Name}",
                _ => $"POST /sim/cluster/{action.Name}",
            },
            action.Summary,
            body = action.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Type + (parameter.Optional
                ? ", optional"
                : ""), StringComparer.Ordinal),
        }),
    };

    private async Task<object> ActAsync(HttpContext context, string verb, ControlTarget target, string name)
    {
        var action = ControlActions.Find(verb);
        if (action is null || action.Target != target)
            return Fail(context, StatusCodes.Status404NotFound, [$"There is no action '{verb}' here; GET /sim lists all."]);
        JsonElement arguments;
        try
        {
            arguments = await ArgumentsAsync(context, target, name);
        }
        catch (JsonException error)
        {
            return Fail(context, StatusCodes.Status400BadRequest, [$"The body is not a JSON object: {error.Message}"]);
        }

        var problems = action.Problems(arguments).ToList();
        if (problems.Count > 0) return Fail(context, StatusCodes.Status400BadRequest, problems);
        try
        {
            action.Run(cluster, new(arguments));
            return new { done = verb };
        }
        catch (KeyNotFoundException error)
        {
            return Fail(context, StatusCodes.Status404NotFound, [error.Message]);
        }
        catch (ArgumentException error)
        {
            return Fail(context, StatusCodes.Status400BadRequest, [error.Message]);
        }
    }

    private static async Task<JsonElement> ArgumentsAsync(HttpContext context, ControlTarget target, string name)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var body = string.IsNullOrWhiteSpace(text)
            ? []
            : JsonNode.Parse(text) as JsonObject ?? throw new JsonException("it is something else");
        if (target == ControlTarget.Guest) body["guest"] = int.TryParse(name, CultureInfo.InvariantCulture, out var vmid) ? vmid : name;
        if (target == ControlTarget.Node) body["node"] = name;
        return JsonSerializer.SerializeToElement(body);
    }

    private async Task<object> ScriptAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        try
        {
            cluster.Play(SimulatorScript.Parse(await reader.ReadToEndAsync(context.RequestAborted)));
            return new { done = "script" };
        }
        catch (SimulatorScriptException error)
        {
            return Fail(context, StatusCodes.Status400BadRequest, error.Problems);
        }
    }

    private static object Fail(HttpContext context, int status, IReadOnlyList<string> problems)
    {
        context.Response.StatusCode = status;
        return new { problems };
    }
}
