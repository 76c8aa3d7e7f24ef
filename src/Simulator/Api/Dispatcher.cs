using System.Text.Json;
using OrleansMonitor.Simulator.Access;
using OrleansMonitor.Simulator.Engine;

namespace OrleansMonitor.Simulator.Api;

/// <summary>
/// From request to answer in Proxmox' order: who asks, which method, may they, on which node, are the parameters right, then the
/// method itself. Runs under the simulation's lock.
/// </summary>
internal sealed class Dispatcher(Machinery machinery)
{
    private static readonly Parameter Vmid = Parameter.Integer("vmid", 100);

    public Answer Dispatch(ApiRequest request)
    {
        if (request.Local.Unreachable) return new() { Reset = true };
        if (request.Local.Hung) return new() { Never = true };
        try
        {
            return Run(request);
        }
        catch (ApiException error)
        {
            return Answer.Of(error);
        }
    }

    private Answer Run(ApiRequest request)
    {
        var caller = Authenticator.Identify(machinery, request);
        var route = RouteTable.Find(request.Method, request.Path, out var segments);
        var call = new ApiCall
        {
            Machinery = machinery, Method = request.Method, Path = request.Path, Local = request.Local, Caller = caller, Parameters = request.Parameters, DropRow = request.DropRow,
        };
        route.Bind(call, segments);
        if (route.Protected && !request.Local.Serves("pvedaemon")) throw ApiException.Proxy(595, "Connection refused", TimeSpan.Zero);
        route.Permission?.Invoke(call);
        if (route.ProxyToNode) Forward(call, route);
        Verify(call, route);
        if (route.Stream is not null) return new() { Rows = route.Stream(call), BegunAt = machinery.State.Now };
        return Write(call, route);
    }

    private void Forward(ApiCall call, Route route)
    {
        var name = call.PathValues["node"];
        if (name == "localhost") call.PathValues["node"] = name = call.Local.Name;
        var target = machinery.State.FindNode(name)
            ?? throw ApiException.Die($"hostname lookup '{name}' failed - failed to get address info for: {name}: Name or service not known");
        if (target == call.Local) return;
        if (!target.Powered) throw ApiException.Proxy(595, "No route to host", machinery.State.Timings.NoRouteDelay);
        if (!target.Serves("pveproxy") || (route.Protected && !target.Serves("pvedaemon"))) throw ApiException.Proxy(595, "Connection refused", TimeSpan.Zero);
        if (target.Hung) throw ApiException.Proxy(596, "Connection timed out", machinery.State.Timings.ProxyTimeout);
    }

    private static void Verify(ApiCall call, Route route)
    {
        if (call.PathValues.TryGetValue("vmid", out var vmid) && Vmid.Check(vmid) is { } problem) throw ApiException.BadParameter("vmid", problem);
        Parameter.Verify(route.Parameters, call.Parameters);
    }

    private static Answer Write(ApiCall call, Route route)
    {
        var answer = new Answer
        {
            BegunAt = call.State.Now,
            ShowsGuest = route.Pattern.EndsWith("/status/current", StringComparison.Ordinal) ? int.Parse(call.PathValues["vmid"], System.Globalization.CultureInfo.InvariantCulture) : null,
        };
        try
        {
            using var json = new Utf8JsonWriter(answer.Body, Answer.Json);
            json.WriteStartObject();
            json.WritePropertyName("data"u8);
            route.Run(call, json);
            if (TaskEndpoints.Total(call, route.Pattern) is { } total) json.WriteNumber("total"u8, total);
            json.WriteEndObject();
        }
        catch
        {
            answer.Dispose();
            throw;
        }

        return answer;
    }
}
