using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Engine;
using OrleansMonitor.Simulator.Faults;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Clusters;

/// <summary>
/// Controls the simulated cluster: everything that can happen to it, and its true state. Every member first advances the cluster to the
/// present of its clock. Thread-safe. Members that name a guest or a node throw <see cref="KeyNotFoundException"/> if it does not exist.
/// </summary>
public sealed partial class SimulatedCluster
{
    private const string SomebodyElse = "root@pam";
    private readonly Simulation _simulation;
    private readonly Machinery _machinery;
    private readonly Queue<ChangeShown> _shown = new();
    private readonly Lock _shownGate = new();
    private const int ShownKept = 10_000;

    internal SimulatedCluster(Simulation simulation, Machinery machinery, FaultRules faults)
    {
        _simulation = simulation;
        _machinery = machinery;
        Faults = faults;
        simulation.Changed = change => Changed?.Invoke(change);
        if (!machinery.State.Options.TellsStates) return;
        var confirmation = new StateChangeDetector(machinery.State, machinery.Tokens, faults);
        simulation.Happened = () =>
        {
            if (Changed is not null) confirmation.Check();
        };
    }

    // Changes are values without a sender, so EventHandler would add nothing.
    /// <summary>Raised for each change, in order, on the thread that advanced the time.</summary>
    public event Action<SimulatedChange>? Changed;

    /// <summary>Raised when a response that shows a change has been completely written for the first time.</summary>
    public event Action<ChangeShown>? Shown;

    /// <summary>The true state of every guest.</summary>
    public IReadOnlyList<GuestSnapshot> Guests => _simulation.With(state => state.Guests.ConvertAll(Snapshot));

    /// <summary>The true state of every node.</summary>
    public IReadOnlyList<NodeSnapshot> Nodes => _simulation.With(state => state.Nodes.ConvertAll(Snapshot));

    /// <summary>The newest 1000 changes, oldest first.</summary>
    public IReadOnlyList<SimulatedChange> Narration => _simulation.With(state => state.Narrator.Recent.ToArray());

    /// <summary>The newest changes that a response has shown, oldest first.</summary>
    public IReadOnlyList<ChangeShown> ShownChanges
    {
        get
        {
            lock (_shownGate) return [.. _shown];
        }
    }

    /// <summary>The true state of one guest.</summary>
    public GuestSnapshot Guest(int vmid) => OnGuest(vmid, Snapshot);

    /// <summary>Advances the cluster to the present of its clock, as every request does.</summary>
    public void Advance() => _simulation.With(_ => { });

    /// <summary>How many start requests the API received for a guest, refused ones included.</summary>
    public int StartRequests(int vmid) => OnGuest(vmid, guest => guest.StartRequests);

    internal FaultRules Faults { get; }

    internal void OnShown(ChangeShown shown)
    {
        lock (_shownGate)
        {
            _shown.Enqueue(shown);
            if (_shown.Count > ShownKept) _shown.Dequeue();
        }

        Shown?.Invoke(shown);
    }

    internal static NodeSnapshot Snapshot(Node node) => new(
        node.Name, node.Powered, node.Hung, node.Online, node.Guests.Count,
        [.. node.Services.Where(unit => unit.Failed).Select(unit => unit.Name)]);

    internal static GuestSnapshot Snapshot(Guest guest) => new(
        guest.Vmid, guest.Type, guest.Name, guest.Node.Name, guest.State.Name(), guest.Lock, guest.Tags, guest.Pool, guest.Ha?.State,
            guest.Template, guest.StartRequests)
    { OnBoot = guest.OnBoot };

    internal void With(Action<ClusterModel> act) => _simulation.With(act);

    private T OnGuest<T>(int vmid, Func<Guest, T> act) => _simulation.With(state => act(Find(state, vmid)));

    private void OnGuest(int vmid, Action<Guest> act) => _simulation.With(state => act(Find(state, vmid)));

    private void OnNode(string node, Action<Node> act) => _simulation.With(state => act(Find(state, node)));

    private static Guest Find(ClusterModel state, int vmid) =>
        state.GuestsById.TryGetValue(vmid, out var guest) ? guest : throw new KeyNotFoundException($"There is no guest {vmid}.");

    private static Node Find(ClusterModel state, string node) =>
        state.FindNode(node) ?? throw new KeyNotFoundException($"There is no node '{node}'.");
}
