using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>
/// <c>ha-manager crm-command node-maintenance</c>: HA moves its guests off the node, and back when the maintenance ends. Other guests
/// stay.
/// </summary>
internal sealed class HaMaintenance(ClusterModel state, Migrations migrations, HighAvailability ha)
{
    private readonly Dictionary<Guest, Node> _home = [];

    public void Enable(Node node)
    {
        if (!node.Powered || node.HaState == "maintenance") return;
        state.HaMaster ??= node;
        node.HaState = "maintenance";
        state.Narrate("node-maintenance", $"HA holds {node.Name} in maintenance", node: node, shows: Shows.AtOnce);
        state.After(state.Timings.HaRound, () =>
        {
            if (state.HaSleeps || node.HaState != "maintenance") return;
            foreach (var guest in node.Guests.FindAll(guest => guest.Ha is { State: "started" })) Move(guest, OtherThan(node), node);
        });
    }

    public void Disable(Node node)
    {
        if (node.HaState != "maintenance") return;
        node.HaState = "online";
        state.Narrate("node-maintenance-ended", $"HA ends the maintenance of {node.Name}", node: node, shows: Shows.AtOnce);
        state.After(state.Timings.HaRound, () =>
        {
            if (state.HaSleeps || node.HaState != "online" || !node.Powered || !node.Online) return;
            foreach (var guest in _home.Where(entry => entry.Value == node).Select(entry => entry.Key).ToList())
            {
                _home.Remove(guest);
                if (guest.Ha is { State: "started" }) Move(guest, node, null);
            }
        });
    }

    private Node? OtherThan(Node node) =>
        state.Nodes.Find(other => other != node && other.Powered && other.Online && other.HaState == "online");

    private void Move(Guest guest, Node? target, Node? home)
    {
        if (target is null || target == guest.Node || guest.Lock is not null || !state.GuestsById.ContainsValue(guest)) return;
        var service = guest.Ha!;
        var plan = ++service.Plan;
        service.State = "migrate";
        if (home is not null) _home[guest] = home;
        var task = migrations.Migrate(guest, target, TaskRunner.Root);
        Follow(guest, plan, task);
    }

    private void Follow(Guest guest, int plan, SimulatedTask task) => state.After(state.Timings.HaRound, () =>
    {
        if (guest.Ha?.Plan != plan) return;
        if (task.Alive) Follow(guest, plan, task);
        else ha.Keep(guest);
    });
}
