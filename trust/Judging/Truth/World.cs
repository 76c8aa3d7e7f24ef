using System.Globalization;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Playing;

namespace OrleansMonitor.Trust.Judging.Truth;

/// <summary>The true states as timelines, from the changes of the simulated cluster and the monitor's history.</summary>
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
        Observability = new(this);
    }

    public Play Play { get; }
    public DateTimeOffset Start { get; }
    public DateTimeOffset End { get; }
    public ConfiguredSettings Settings { get; }
    public MonitorTimeline Monitor { get; }
    public Observability Observability { get; }

    /// <summary>Guests by VMID; a state without a guest if there is none.</summary>
    public SortedDictionary<int, Timeline<GuestMoment>> Guests { get; } = [];
    public SortedDictionary<string, Timeline<SimulatedNodeState>> Nodes { get; } = new(StringComparer.Ordinal);
    public Dictionary<(string Node, string Storage), Timeline<SimulatedStorageState>> Storages { get; } = [];
    public Dictionary<(string Node, string Service), Timeline<SimulatedServiceState>> Services { get; } = [];
    public List<TaskSpan> Tasks { get; } = [];
    public Timeline<InjectedFaults> Injected { get; } = new();
    public Timeline<SimulatedTokenState> ReadToken { get; } = new();
    public Timeline<SimulatedTokenState> ActToken { get; } = new();

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

    private static Timeline<T> Line<TKey, T>(IDictionary<TKey, Timeline<T>> lines, TKey key)
        where TKey : notnull
        where T : class
    {
        if (!lines.TryGetValue(key, out var line)) lines[key] = line = new();
        return line;
    }
}

/// <summary>A guest at one time.</summary>
/// <param name="Guest">Its state; null if there is no guest with the VMID.</param>
internal sealed record GuestMoment(SimulatedGuestState? Guest)
{
    public bool Runs => Guest is { Status: not ("stopped" or "prelaunch") };

    public bool Tagged(string tag) => Guest?.Tags?.Split(';').Contains(tag, StringComparer.OrdinalIgnoreCase) == true;
}
