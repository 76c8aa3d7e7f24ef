using System.Text.Json;
using OrleansMonitor.Simulator.Engine;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Api;

/// <summary>/nodes/N/services (api-facts §7 and §8).</summary>
internal static class ServiceEndpoints
{
    public static IReadOnlyList<Route> Routes { get; } =
    [
        NodeEndpoints.Get("services", List, NodeEndpoints.Audit),
        NodeEndpoints.Get("services/{service}/state", (call, json) => Write(json, Find(call)), NodeEndpoints.Audit),
        Change("start", Run), Change("stop", unit => (unit.Failed, unit.Inactive) = (false, true)),
        Change("restart", Run), Change("reload", _ => { }),
    ];

    private static void Run(ServiceUnit unit) => (unit.Failed, unit.Inactive) = (false, false);

    private static Route Change(string verb, Action<ServiceUnit> change) =>
        new("POST", $"/nodes/{{node}}/services/{{service}}/{verb}", (call, json) => Run(call, json, verb, change))
        {
            ProxyToNode = true,
            Protected = true,
            Permission = call => call.Demand($"/nodes/{call.PathValues["node"]}", "Sys.Modify"),
        };

    private static void List(ApiCall call, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var unit in call.Node.Services) Write(json, unit);
        json.WriteEndArray();
    }

    private static ServiceUnit Find(ApiCall call)
    {
        var name = call.PathValues["service"];
        return call.Node.Services.Find(unit => unit.Name == name)
            ?? throw ApiException.BadParameter("service",
                $"value '{name}' does not have a value in the enumeration "
                    + $"'{string.Join(", ", call.Node.Services.Select(unit => unit.Name))}'");
    }

    private static void Write(Utf8JsonWriter json, ServiceUnit unit)
    {
        json.WriteStartObject();
        json.WriteString("service"u8, unit.Name);
        json.WriteString("name"u8, unit.Name);
        json.WriteString("desc"u8, unit.Description);
        json.WriteString("state"u8, unit.State);
        json.WriteString("active-state"u8, unit.ActiveState);
        json.WriteString("unit-state"u8, unit.UnitState);
        json.WriteEndObject();
    }

    private static void Run(ApiCall call, Utf8JsonWriter json, string verb, Action<ServiceUnit> change)
    {
        var (unit, node, user) = (Find(call), call.Node, call.Caller.Id);
        if (verb == "stop" && ServiceCatalog.IsProtected(unit.Name))
            throw ApiException.Die($"invalid service cmd 'stop' for '{unit.Name}' - Service cannot be stopped");
        var task = call.Machinery.Tasks.Run(node, $"srv{verb}", unit.Name, user, call.State.Timings.GuestStart, () =>
        {
            if (!unit.Installed) return $"command 'systemctl {verb} {unit.Name}' failed: exit code 5";
            if (verb is "start" or "restart" && unit.FailingRestarts > 0)
            {
                (unit.FailingRestarts, unit.Failed) = (unit.FailingRestarts - 1, true);
                return $"command 'systemctl {verb} {unit.Name}' failed: exit code 1";
            }

            change(unit);
            call.State.Narrate("service-" + verb, $"Service {unit.Name} on {node.Name}: {verb} by {user}", node: node);
            return null;
        });
        json.WriteStringValue(task.Upid);
    }
}
