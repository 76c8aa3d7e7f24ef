using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>Nodes that die, hang, shut down and come back (api-facts §3).</summary>
internal sealed class NodePower(ClusterModel state, TaskRunner tasks, GuestPower guests)
{
    /// <summary>Called when a node loses power.</summary>
    public Action<Node>? Died { get; set; }

    /// <summary>Called when a node has rejoined the cluster.</summary>
    public Action<Node>? Returned { get; set; }

    public void PowerOff(Node node, string why = "lost power")
    {
        if (!node.Powered) return;
        node.Powered = false;
        node.PoweredOffAt = state.Now;
        node.Hung = false;
        node.PowerCycle++;
        var cycle = node.PowerCycle;
        foreach (var guest in node.Guests) guest.End(GuestEnd.Node);
        foreach (var task in node.Tasks.Where(task => task.Running)) task.Orphaned = true;
        state.Narrate("node-powered-off", $"{node.Name} {why}", node: node);
        state.After(state.Timings.OfflineAfter, () =>
        {
            if (node.PowerCycle != cycle) return;
            node.Online = false;
            node.OfflineSince = state.Now;
            state.Narrate("node-offline", $"The cluster sees {node.Name} offline", node: node, shows: Shows.AtOnce);
        });
        Died?.Invoke(node);
    }

    public void PowerOn(Node node)
    {
        if (node.Powered) return;
        node.Powered = true;
        node.PowerCycle++;
        node.BootAt = state.Now;
        if (state.Nodes.Count == 1) BeginAlone(node);
        var cycle = node.PowerCycle;
        foreach (var task in node.Tasks.Where(task => task.Orphaned && task.Running)) Orphan(task);
        foreach (var unit in node.Services) unit.Failed = false;
        foreach (var unit in node.Services.Where(unit => ServiceCatalog.Runs(unit.Name, state.Options.Standalone))) unit.Inactive = false;
        state.Narrate("node-powered-on", $"{node.Name} was powered on", node: node);
        state.After(state.Timings.NodeBoot, () =>
        {
            if (node.PowerCycle == cycle) Join(node);
        });
    }

    // Published values are kept in memory only, and no other member has them.
    private static void BeginAlone(Node node)
    {
        node.Starting = true;
        node.Sample = default;
        foreach (var guest in node.Guests) guest.Sample = default;
        foreach (var storage in node.Storages) storage.Sample = default;
    }

    /// <summary>Ends a task whose worker died with its node. The node records it after its next start.</summary>
    private void Orphan(SimulatedTask task)
    {
        task.EndTime = Math.Max(task.StartTime, (state.Now / 1000) - 1);
        task.Status = "unexpected status";
    }

    private void Join(Node node)
    {
        node.Online = true;
        node.Starting = false;
        state.Narrate("node-online", $"{node.Name} is back in the cluster", node: node, shows: Shows.AtOnce);
        Returned?.Invoke(node);
        var cycle = node.PowerCycle;
        if (state.Timings.StartAllDelay == TimeSpan.Zero) StartAll(node);
        else
        {
            state.After(state.Timings.StartAllDelay, () =>
            {
                if (node.PowerCycle == cycle) StartAll(node);
            });
        }
    }

    private void StartAll(Node node)
    {
        tasks.Instant(node, "startall", "", TaskRunner.Root);
        foreach (var guest in node.Guests.Where(guest => guest.OnBoot && guest.Ha is null && !guest.Template))
            guests.Start(guest, TaskRunner.Root);
    }

    /// <summary>Shuts the node down in order: stopall, one shutdown per guest by root@pam, then off.</summary>
    /// <param name="node">The node.</param>
    /// <param name="off">How long it stays off before it starts again; null leaves it off.</param>
    public void Shutdown(Node node, TimeSpan? off = null)
    {
        if (!node.Powered) return;
        var cycle = node.PowerCycle;
        tasks.Run(node, "stopall", "", TaskRunner.Root, state.Timings.GuestShutdown + state.Timings.GuestStop, () => null);
        state.Narrate("node-shutting-down", $"{node.Name} shuts down", node: node);
        foreach (var guest in node.Guests.Where(guest => guest.HasProcess))
        {
            // HA's default policy for reboots: services are frozen, so they are neither restarted nor recovered meanwhile.
            if (off is not null && guest.Ha is { State: "started" } service) service.State = "freeze";
            guests.Shutdown(guest, TaskRunner.Root);
        }

        state.After(state.Timings.GuestShutdown + state.Timings.GuestStop + state.Timings.GuestStop, () =>
        {
            if (node.PowerCycle != cycle) return;
            PowerOff(node, off is null ? "powered off after its shutdown" : "went down to reboot");
            if (off is { } pause) state.After(pause, () => PowerOn(node));
        });
    }

    /// <summary>
    /// A user shuts all guests of a node down: stopall by the user, one shutdown per guest by root@pam. HA guests are skipped.
    /// </summary>
    public SimulatedTask StopAll(Node node, string user)
    {
        var task = tasks.Run(node, "stopall", "", user, state.Timings.GuestShutdown + state.Timings.GuestStop, () => null);
        foreach (var guest in node.Guests.Where(guest => guest.HasProcess && guest.Ha is null)) guests.Shutdown(guest, TaskRunner.Root);
        state.Narrate("node-guests-stopping", $"All guests of {node.Name} are shut down by {user}", node: node);
        return task;
    }

    /// <summary>Its links to the other members break: they lose contact with it. Its API still answers.</summary>
    public void Isolate(Node node)
    {
        if (node.IsolatedSince is not null) return;
        node.IsolatedSince = state.Now;
        state.Narrate("node-isolated", $"{node.Name} is cut off from the other nodes", node: node);
    }

    public void Rejoin(Node node)
    {
        if (node.IsolatedSince is null) return;
        node.IsolatedSince = null;
        state.Narrate("node-rejoined", $"{node.Name} hears the other nodes again", node: node);
    }

    /// <summary>The cluster network splits: these nodes reach each other, and the others each other.</summary>
    public void Split(IReadOnlyCollection<Node> side)
    {
        state.Split = ([.. side], state.Now);
        state.Narrate("network-split", $"The cluster network splits: {string.Join(", ", side.Select(node => node.Name))} on one side");
    }

    public void Heal()
    {
        if (state.Split is null) return;
        state.Split = null;
        state.Narrate("network-healed", "The cluster network is whole again");
    }

    public void Hang(Node node)
    {
        if (!node.Powered || node.Hung) return;
        node.Hung = true;
        state.Narrate("node-hung", $"{node.Name} accepts connections but no longer answers", node: node);
    }

    public void Unhang(Node node)
    {
        if (!node.Hung) return;
        node.Hung = false;
        state.Narrate("node-answers", $"{node.Name} answers again", node: node);
    }
}
