using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Clusters;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Simulator.Scripts;

/// <summary>
/// The script of the demo. Within twenty seconds a VM and a container are killed and a root disk fills up. Then follow a failed service, a
/// requested shutdown, a backup, a migration, and the loss and return of a node. Repeats every four minutes with other guests.
/// </summary>
public static class DemoStory
{
    private const string Person = "alice@pve";
    private static readonly string[] Services = ["cron", "chrony", "postfix"];

    /// <summary>The time between two cycles.</summary>
    public static TimeSpan Period { get; } = TimeSpan.FromMinutes(4);

    /// <summary>The cluster the story is written for: three nodes, 40 guests, called demo.</summary>
    public static SimulatorOptions Options { get; } = new() { ClusterName = "demo", Nodes = 3, Guests = 40, StoppedShare = 0 };

    /// <summary>The script. It chooses its guests from the cluster that plays it.</summary>
    public static SimulatorScript Script { get; } = new(Period, Steps);

    private static List<ScriptStep> Steps(int cycle, SimulatedCluster cluster)
    {
        var nodes = cluster.Nodes;
        string NodeAt(int offset) => nodes[(cycle + offset) % nodes.Count].Name;
        var (lost, full, ailing) = (NodeAt(2), NodeAt(1), NodeAt(0));
        var guests = cluster.Guests;
        var steps = new List<ScriptStep>();
        void At(double seconds, string label, Action<SimulatedCluster> run) => steps.Add(new(TimeSpan.FromSeconds(seconds), label, run));

        var vms = Victims(guests, "qemu", lost, cycle);
        var containers = Victims(guests, "lxc", lost, cycle);
        if (vms.Count >= 5 && containers.Count >= 2)
        {
            At(5, "kill a VM", c => c.KillGuest(vms[0].Vmid));
            At(9, "kill a container", c => c.KillGuest(containers[0].Vmid));
            At(25, "somebody shuts a VM down", c => c.ShutdownGuest(vms[1].Vmid, Person));
            At(36, "somebody starts the killed VM", c => c.EnsureRunning(vms[0].Vmid, Person));
            At(42, "somebody starts the killed container", c => c.EnsureRunning(containers[0].Vmid, Person));
            At(46, "back up a VM", c => c.BackupGuest(vms[2].Vmid));
            At(50, "back up a container, stopping it", c => c.BackupGuest(containers[1].Vmid, "stop"));
            At(58, "move a VM", c => c.MigrateGuest(vms[3].Vmid, vms[3].Node == full ? ailing : full, Person));
            At(85, "start the VM again", c => c.EnsureRunning(vms[1].Vmid, Person));
            At(175, "a VM's storage errs", c => c.SetQmpStatus(vms[4].Vmid, "io-error"));
            At(200, "the VM runs on", c => c.EnsureRunning(vms[4].Vmid, Person));
        }

        At(12, "a root disk fills", c => c.SetNodeMetrics(full, diskRatio: 0.915));
        At(18, "a root disk is nearly full", c => c.SetNodeMetrics(full, diskRatio: 0.962));
        At(70, "a root disk is cleaned", c => c.SetNodeMetrics(full, diskRatio: 0.44));
        At(20, "a service fails", c => c.FailService(ailing, Services[cycle % Services.Length]));
        At(110, "the service runs again", c => c.RestoreService(ailing, Services[cycle % Services.Length]));
        if (nodes.Count > 1)
        {
            At(95, "a node is lost", c => c.PowerOffNode(lost));
            At(140, "the node is back", c => c.PowerOnNode(lost));
            foreach (var guest in guests.Where(guest => guest.Node == lost && guest.Status == "running"))
                At(165, "somebody starts what did not start by itself", c => c.EnsureRunning(guest.Vmid, Person));
        }

        return steps;
    }

    /// <summary>Running guests of a kind that are not on the lost node, starting at a different one in each cycle.</summary>
    private static List<GuestSnapshot> Victims(IReadOnlyList<GuestSnapshot> guests, string kind, string lost, int cycle)
    {
        var able = guests.Where(guest => guest.Kind == kind && guest.Node != lost
            && guest is { Status: "running", Lock: null, HaState: null }).ToList();
        if (able.Count == 0) return able;
        var first = cycle * 5 % able.Count;
        return [.. able.Skip(first), .. able.Take(first)];
    }
}
