using System.Globalization;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Playing;

namespace OrleansMonitor.Trust.Judging.Truth;

/// <summary>What was true, as time lines: read from what the simulated cluster told of itself, and from the monitor's life.</summary>
internal sealed class World
{
    private readonly Dictionary<string, SimulatedTaskState> _running = [];
    private readonly Dictionary<string, DateTimeOffset> _began = [];

    public World(Play play)
    {
        Play = play;
        Settings = new(play.Story);
        Start = Stories.Story.Start;
        End = Start + play.Story.RunFor;
        foreach (var change in play.Truth.Where(change => change.At <= End)) Apply(change);
        foreach (var (upid, task) in _running) Add(task, DateTimeOffset.MaxValue, null, upid);
        Monitor = new(play, Start);
        Sight = new(this);
    }

    public Play Play { get; }
    public DateTimeOffset Start { get; }
    public DateTimeOffset End { get; }
    public Settings Settings { get; }
    public MonitorLife Monitor { get; }
    public Sight Sight { get; }

    /// <summary>By VMID; null where there is no such guest.</summary>
    public SortedDictionary<int, Line<GuestMoment>> Guests { get; } = [];
    public SortedDictionary<string, Line<SimulatedNodeState>> Nodes { get; } = new(StringComparer.Ordinal);
    public Dictionary<(string Node, string Storage), Line<SimulatedStorageState>> Storages { get; } = [];
    public Dictionary<(string Node, string Service), Line<SimulatedServiceState>> Services { get; } = [];
    public List<TaskSpan> Tasks { get; } = [];
    public Line<InjectedFaults> Injected { get; } = new();
    public Line<SimulatedTokenState> ReadToken { get; } = new();
    public Line<SimulatedTokenState> ActToken { get; } = new();

    public string Name => Settings.Cluster;

    public bool Standalone => Nodes.Count == 1;

    /// <summary>The nodes whose addresses the monitor knows.</summary>
    public IEnumerable<string> Endpoints => Nodes.Keys.OrderBy(Number).Take(Play.Story.Endpoints ?? int.MaxValue);

    public IEnumerable<TaskSpan> TasksOf(int vmid)
    {
        var id = vmid.ToString(CultureInfo.InvariantCulture);
        return Tasks.Where(task => task.Id == id);
    }

    public SimulatedNodeState? NodeOf(SimulatedGuestState guest, DateTimeOffset at) => Nodes.GetValueOrDefault(guest.Node)?.At(at);

    private static int Number(string node) => int.TryParse(node.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number : int.MaxValue;

    private void Apply(SimulatedChange change)
    {
        switch (change.State)
        {
            case SimulatedGuestState guest: Line(Guests, guest.Vmid).Add(change.At, new(guest)); break;
            case GuestGone gone: Line(Guests, gone.Vmid).Add(change.At, new(null)); break;
            case SimulatedNodeState node: Line(Nodes, node.Node).Add(change.At, node); break;
            case SimulatedStorageState storage: Line(Storages, (storage.Node, storage.Storage)).Add(change.At, storage); break;
            case SimulatedServiceState service: Line(Services, (service.Node, service.Service)).Add(change.At, service); break;
            case InjectedFaults faults: Injected.Add(change.At, faults); break;
            case SimulatedTokenState token:
                (token.Token.EndsWith("!act", StringComparison.Ordinal) ? ActToken : ReadToken)
                .Add(change.At, token); break;
            case SimulatedTaskState { Ended: null } begun: (_running[begun.Upid], _began[begun.Upid]) = (begun, change.At); break;
            case SimulatedTaskState ended: Add(ended, change.At, ended.Ended, ended.Upid); break;
            default: break;
        }
    }

    private void Add(SimulatedTaskState task, DateTimeOffset to, string? ended, string upid)
    {
        if (_began.Remove(upid, out var from)) Tasks.Add(new(upid, task.Node, task.Type, task.Id, task.User, new(from, to), ended));
        _running.Remove(upid);
    }

    private static Line<T> Line<TKey, T>(IDictionary<TKey, Line<T>> lines, TKey key)
        where TKey : notnull
        where T : class
    {
        if (!lines.TryGetValue(key, out var line)) lines[key] = line = new();
        return line;
    }
}

/// <summary>A guest at one instant.</summary>
/// <param name="Guest">As it is; null where there is none of its VMID.</param>
internal sealed record GuestMoment(SimulatedGuestState? Guest)
{
    public bool Runs => Guest is { Status: not ("stopped" or "prelaunch") };

    public bool Tagged(string tag) => Guest?.Tags?.Split(';').Contains(tag, StringComparer.OrdinalIgnoreCase) == true;
}
