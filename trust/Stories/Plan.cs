using OrleansMonitor.Simulator.Changes;

namespace OrleansMonitor.Trust.Stories;

/// <summary>
/// The expected state at the current time of the story, so that steps make sense. Chapters are written in the order of their start. A
/// chapter marks its objects busy until its end, and sets the state after it.
/// </summary>
internal sealed class Plan
{
    /// <summary>The plan of an estate before anything happens.</summary>
    public Plan(Estate estate)
    {
        Estate = estate;
        Nodes = [.. estate.Nodes.Select(node => new PlannedNode(node))];
        var ha = estate.HaGuests.ToHashSet();
        var nodes = Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        Guests = [.. estate.Guests.Select(guest => new PlannedGuest(guest, nodes[guest.Node]) { Ha = ha.Contains(guest.Vmid) })];
        NextVmid = 100 + estate.Cluster.Guests;
    }

    /// <summary>The estate.</summary>
    public Estate Estate { get; }

    /// <summary>Its nodes.</summary>
    public IReadOnlyList<PlannedNode> Nodes { get; }

    /// <summary>Its guests, without those that were destroyed.</summary>
    public List<PlannedGuest> Guests { get; }

    /// <summary>A VMID that was never used.</summary>
    public int NextVmid { get; set; }

    /// <summary>Until when the network between the nodes is reserved.</summary>
    public TimeSpan NetworkBusyUntil { get; set; }

    /// <summary>Until when responses are faulty.</summary>
    public TimeSpan UpstreamBusyUntil { get; set; }

    /// <summary>Until when the tokens are reserved.</summary>
    public TimeSpan TokensBusyUntil { get; set; }

    /// <summary>Until when the shared storage is reserved.</summary>
    public TimeSpan SharedStorageBusyUntil { get; set; }

    /// <summary>Until when the monitor is reserved: stopped, or without database or network.</summary>
    public TimeSpan MonitorBusyUntil { get; set; }

    /// <summary>The announced maintenance windows.</summary>
    public List<(TimeSpan From, TimeSpan To, string Place)> Windows { get; } = [];

    /// <summary>The configured level, unless somebody sets another.</summary>
    public int Level { get; set; }
}

/// <summary>A node of the plan.</summary>
internal sealed class PlannedNode(string name)
{
    public string Name { get; } = name;

    public TimeSpan BusyUntil { get; set; }
}

/// <summary>A guest of the plan.</summary>
internal sealed class PlannedGuest
{
    public PlannedGuest(GuestSnapshot guest, PlannedNode node)
        : this(guest.Vmid, guest.Kind == "qemu", node) =>
        (Runs, OnBoot, Template) = (guest.Status == "running", guest.OnBoot, guest.Template);

    public PlannedGuest(int vmid, bool isVm, PlannedNode node) => (Vmid, IsVm, Node) = (vmid, isVm, node);

    public int Vmid { get; }

    public bool IsVm { get; }

    public PlannedNode Node { get; set; }

    public bool Runs { get; set; }

    public bool OnBoot { get; set; } = true;

    public bool Template { get; init; }

    public bool Ha { get; set; }

    public TimeSpan BusyUntil { get; set; }
}
