using System.Text.Json;
using OrleansMonitor.Simulator.Engine;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Api;

/// <summary>
/// Handles a request in the order of Proxmox: authentication, route, permission, node, parameters, then the handler. Runs under
/// the simulation's lock.
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
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A bug of the simulator. The message says so, so it cannot be mistaken for Proxmox.
            return Answer.Of(ApiException.Die($"simulator failed: {error.GetType().Name} {error.Message.ReplaceLineEndings(" ")}"));
        }
    }

    private Answer Run(ApiRequest request)
    {
        var caller = Authenticator.Identify(machinery, request);
        var route = RouteTable.Find(request.Method, request.Path, out var segments);
        var call = new ApiCall
        {
            Machinery = machinery,
            Local = request.Local,
            Caller = caller,
            Parameters = request.Parameters,
            DropRow = request.DropRow,
        };
        route.Bind(call, segments);
        route.Permission?.Invoke(call);
        var serving = route.ProxyToNode ? Forward(call) : request.Local;
        if (route.ReadsStorages && serving.StorageHung)
            return serving == request.Local ? new() { Never = true }
                : throw ApiException.Proxy(596, "Connection timed out", machinery.State.Timings.ProxyTimeout);
        if (route.Protected && !serving.Serves("pvedaemon")) throw ApiException.Proxy(595, "Connection refused", TimeSpan.Zero);
        Verify(call, route);
        if (route.Stream is not null) return new() { Rows = route.Stream(call), BegunAt = machinery.State.Now };
        return Write(call, route);
    }

    /// <summary>The node that serves the call, if the asked one can reach it.</summary>
    private Node Forward(ApiCall call)
    {
        var name = call.PathValues["node"];
        if (name == "localhost") call.PathValues["node"] = name = call.Local.Name;
        var target = machinery.State.FindNode(name)
            ?? throw ApiException.Die(
            $"hostname lookup '{name}' failed - failed to get address info for: {name}: Name or service not known");
        if (target == call.Local) return target;
        if (!target.Powered) throw ApiException.Proxy(595, "No route to host", machinery.State.Timings.NoRouteDelay);
        if (!target.Serves("pveproxy")) throw ApiException.Proxy(595, "Connection refused", TimeSpan.Zero);
        if (target.Hung) throw ApiException.Proxy(596, "Connection timed out", machinery.State.Timings.ProxyTimeout);
        return target;
    }

    private static void Verify(ApiCall call, Route route)
    {
        if (call.PathValues.TryGetValue("vmid", out var vmid) && Vmid.Check(vmid) is { } problem)
            throw ApiException.BadParameter("vmid", problem);
        Parameter.Verify(route.Parameters, call.Parameters);
    }

    private static Answer Write(ApiCall call, Route route)
    {
        var answer = new Answer
        {
            BegunAt = call.State.Now,
            Compressed = route.Compressed,
            ShowsGuest = route.Pattern.EndsWith("{vmid}/status/current", StringComparison.Ordinal)
                ? int.Parse(call.PathValues["vmid"], System.Globalization.CultureInfo.InvariantCulture)
                : null,
        };
        try
        {
            using var json = new Utf8JsonWriter(answer.Body, Answer.Json);
            json.WriteStartObject();
            json.WritePropertyName("data"u8);
            route.Run(call, json);
            if (TaskEndpoints.Total(call, route.Pattern) is { } total) json.WriteNumber("total"u8, total);
            json.WriteEndObject();
            json.Flush();
            if (call.SendsNothing) answer.Body.Clear();
        }
        catch
        {
            answer.Dispose();
            throw;
        }

        return answer;
    }
}
