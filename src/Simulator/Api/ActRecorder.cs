using System.Globalization;
using OrleansMonitor.Simulator.Clusters;
using OrleansMonitor.Simulator.Engine;
using OrleansMonitor.Simulator.Requests;

namespace OrleansMonitor.Simulator.Api;

/// <summary>Records the true state at the arrival of a request that changes something.</summary>
internal static class ActRecorder
{
    public static ActRequest Record(ClusterModel state, ApiRequest request)
    {
        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var node = parts is ["nodes", var name, ..] ? state.FindNode(name) : null;
        var guest = parts is ["nodes", _, "qemu" or "lxc", var id, ..]
            && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var vmid)
            ? state.GuestsById.GetValueOrDefault(vmid) : null;
        var tasks = state.Nodes.SelectMany(one => one.Tasks).Where(task => task.Alive
            && (guest is not null && task.Id == guest.Vmid.ToString(CultureInfo.InvariantCulture) || (task.Node == node && task.Id == "")));
        return new(
            DateTimeOffset.FromUnixTimeMilliseconds(state.Now), Token(request.Authorization), request.Method, request.Path,
            guest is null ? null : SimulatedCluster.Snapshot(guest), node is null ? null : SimulatedCluster.Snapshot(node),
            state.Quorate(request.Local), [.. tasks.Select(task => task.Type)], 0);
    }

    // "PVEAPIToken=ID=SECRET": the secret is not recorded.
    private static string Token(string? authorization) =>
        authorization?.Split('=', 3) is ["PVEAPIToken", var id, _] ? id : "";
}
