using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Faults;
using OrleansMonitor.Simulator.Requests;
using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Playing;
using OrleansMonitor.Trust.Stories;
using ConditionCatalog = OrleansMonitor.Domain.Rules.Conditions.ConditionCatalog;
using Severity = OrleansMonitor.Domain.Rules.Conditions.Severity;

namespace OrleansMonitor.Trust.Tests.Judging;

/// <summary>
/// A play made by hand, four hours long: three nodes, of which pve3 is empty, VM 100 on pve1 and CT 101 on pve2, eight more VMs from 110 on
/// pve1, all running.
/// </summary>
internal sealed class Tale
{
    public const string Name = "lab";
    public static readonly TimeSpan Length = TimeSpan.FromHours(4);
    private readonly List<SimulatedChange> _truth = [];
    private readonly Dictionary<int, SimulatedGuestState> _guests = [];
    private readonly Dictionary<string, SimulatedNodeState> _nodes = [];
    private readonly List<MonitorEvent> _events = [];
    private readonly List<Incident> _incidents = [];
    private readonly List<AutonomyAction> _actions = [];
    private readonly List<ActRequest> _requests = [];
    private readonly List<LifeMoment> _life = [];
    private readonly List<MonitorStep> _steps = [];
    private readonly List<ObservedState> _looks = [];
    private long _tasks;

    public Tale()
    {
        foreach (var name in (string[])["pve1", "pve2", "pve3"])
        {
            Node(TimeSpan.Zero, name, _ => new(name, Powered: true, Online: true, Hung: false)
            {
                Quorate = true,
                Heard = true,
                Publishes = true,
                Round = TimeSpan.FromSeconds(10),
                Cpu = 0.1,
                Memory = 0.5,
                Disk = 0.3,
                CertificateEnds = Story.Start.AddDays(600),
            });
            Tell(TimeSpan.Zero,
                new SimulatedStorageState(name, "local", Shared: false, "images,backup", Active: true, InUse: true, 0.3), null,
                name);
            Tell(TimeSpan.Zero, new SimulatedServiceState(name, "chrony", "running"), null, name);
        }

        Privileges(TimeSpan.Zero, "VM.Audit,Sys.Audit,Datastore.Audit,Sys.Syslog");
        AddGuest(100, "qemu", "pve1");
        AddGuest(101, "lxc", "pve2");
        for (var vmid = 110; vmid < 118; vmid++) AddGuest(vmid, "qemu", "pve1");
    }

    public JsonObject Monitor { get; set; } = new() { ["Autonomy"] = new JsonObject { ["Level"] = 3 } };

    public bool Repairs { get; set; } = true;

    public string? ChainProblem { get; set; }

    public Tale Guest(TimeSpan at, int vmid, Func<SimulatedGuestState, SimulatedGuestState> change)
    {
        _guests[vmid] = change(_guests.GetValueOrDefault(vmid)!);
        return Tell(at, _guests[vmid], vmid, _guests[vmid].Node);
    }

    public Tale Gone(TimeSpan at, int vmid) => Tell(at, new GuestGone(vmid), vmid, _guests[vmid].Node);

    public Tale Stops(TimeSpan at, int vmid, GuestEnd how) => Guest(at, vmid, guest => guest with { Status = "stopped", End = how });

    public Tale Runs(TimeSpan at, int vmid) => Guest(at, vmid,
        guest => guest with { Status = "running", End = GuestEnd.Task, Run = guest.Run + 1 });

    public Tale Node(TimeSpan at, string name, Func<SimulatedNodeState, SimulatedNodeState> change)
    {
        _nodes[name] = change(_nodes.GetValueOrDefault(name)!);
        return Tell(at, _nodes[name], null, name);
    }

    public Tale Nodes(TimeSpan at, Func<SimulatedNodeState, SimulatedNodeState> change)
    {
        foreach (var name in _nodes.Keys.ToList()) Node(at, name, change);
        return this;
    }

    public Tale Storage(TimeSpan at, bool active = true, double used = 0.3, string node = "pve3") =>
        Tell(at, new SimulatedStorageState(node, "local", Shared: false, "images,backup", active, InUse: true, used), null, node);

    public Tale Shared(TimeSpan at, double used, params string[] nodes)
    {
        foreach (var node in nodes)
            Tell(at, new SimulatedStorageState(node, "nas", Shared: true, "images,backup", Active: true, InUse: true, used), null, node);
        return this;
    }

    public Tale Service(TimeSpan at, string state) => Tell(at, new SimulatedServiceState("pve3", "chrony", state), null, "pve3");

    public Tale Daemon(TimeSpan at, string state) => Tell(at, new SimulatedServiceState("pve1", "pvedaemon", state), null, "pve1");

    public Tale Privileges(TimeSpan at, string privileges, bool revoked = false) =>
        Tell(at, new SimulatedTokenState("monitor@pve!read", revoked, new Dictionary<string, string> { ["/"] = privileges }), null, null);

    public Tale Task(TimeSpan from, TimeSpan to, string type, string id, string node, string user = "root@pam", string ended = "OK")
    {
        var upid = string.Create(CultureInfo.InvariantCulture, $"UPID:{node}:{++_tasks:X8}:{type}:{id}:{user}:");
        int? vmid = int.TryParse(id, out var number) ? number : null;
        Tell(from, new SimulatedTaskState(upid, node, type, id, user, null), vmid, node);
        return Tell(to, new SimulatedTaskState(upid, node, type, id, user, ended), vmid, node);
    }

    public Tale Injects(TimeSpan at, params FaultRule[] rules) => Tell(at, new InjectedFaults(rules), null, null);

    public Tale Narrates(TimeSpan at, string kind, int? vmid, string node)
    {
        _truth.Add(new(_truth.Count + 1, Story.Start + at, kind, vmid, node, kind));
        return this;
    }

    public Tale Life(TimeSpan at, MonitorAction what, TimeSpan by = default, JsonObject? settings = null)
    {
        _steps.Add(new(at, what, 1) { By = by, Monitor = settings });
        _life.Add(new(Story.Start + at, what, null));
        return this;
    }

    /// <summary>The monitor opens an incident, tells of it, and ends it again.</summary>
    public Tale Incident(string key, TimeSpan from, TimeSpan? to = null, bool told = true)
    {
        var names = key.Split(':', 2);
        ConditionCatalog.TryParse(names[0], out var condition).ShouldBeTrue();
        var id = string.Create(CultureInfo.InvariantCulture, $"i{_incidents.Count + 1}");
        var entity = names[1].Split('/') switch
        {
            ["monitor"] => EntityId.Monitor,
            [_, "shared", var storage] => EntityId.Storage(ClusterName.Parse(Name), null, storage),
            _ => EntityId.Find(names[1], EntityKind.Service)!.Value,
        };
        _incidents.Add(new()
        {
            Id = id,
            Key = key,
            Condition = condition,
            Severity = Severity.Error,
            State = to is null ? IncidentState.Open
                : IncidentState.Resolved,
            Entity = entity,
            OpenedAt = Story.Start + from,
            ResolvedAt = to is { } end ? Story.Start + end : null,
            Title = key,
            Cause = "",
            NotifiedAt = told
                ? Story.Start + from : null,
        });
        Says(from, key, id, "opened", told);
        if (to is { } until) Says(until, key, id, "resolved", told);
        return this;
    }

    public Tale Says(TimeSpan at, string key, string id, string word, bool notify)
    {
        _events.Add(new()
        {
            Sequence = _events.Count + 1,
            Id = $"{id}:{word}:{at}",
            Timestamp = Story.Start + at,
            Type = EventType.Incident,
            Severity = Severity.Error,
            Source = EventSource.Monitor,
            IncidentKey = key,
            IncidentId = id,
            Title = $"{key} {word}",
            Message = "",
            Details = ImmutableDictionary<string,
                string>.Empty.Add("notify", notify ? "true" : "false"),
        });
        return this;
    }

    public Tale SaysOfClock(TimeSpan at)
    {
        _events.Add(new()
        {
            Sequence = _events.Count + 1,
            Id = $"clock:{at}",
            Timestamp = Story.Start + at,
            Type = EventType.System,
            Severity = Severity.Warning,
            Source = EventSource.Monitor,
            Title = "The clock of this machine was set back by 2 hours",
            Message = ""
        });
        return this;
    }

    /// <summary>The monitor starts a guest, with the row that announces it, unless told otherwise.</summary>
    public Tale Act(TimeSpan at, string path = "/nodes/pve1/qemu/100/status/start", string about = "VM_CRASHED:lab/100", int status = 200,
        bool row = true, string token = "monitor@pve!act", bool quorate = true)
    {
        var guest = path.Contains("/100/", StringComparison.Ordinal)
            ? new GuestSnapshot(100, "qemu", "web", "pve1", "stopped", null, null, null, null, false, 0) : null;
        _requests.Add(new(Story.Start + at, token, "POST", path, guest, null, quorate, [], status));
        if (row) _actions.Add(new()
        {
            Id = $"a{_actions.Count}",
            Timestamp = Story.Start + at,
            Action = "start_guest",
            Result = ActionResult.Dispatched,
            AutonomyLevel = AutonomyLevel.ActAndReport,
            IncidentKey = about,
            RunbookId = "r",
            AttemptNumber = 1,
            Cluster = Name
        });
        return this;
    }

    public Tale Look(TimeSpan at, bool fresh = true, string[]? open = null, (int Vmid, string[] Named)? explained = null)
    {
        _looks.Add(new(Story.Start + at, Running: true, "ok", fresh, open ?? [], explained is { } told ? new Dictionary<int,
            IReadOnlyList<string>>
        { [told.Vmid] = told.Named } : []));
        return this;
    }

    public Play Play()
    {
        var story = new Story
        {
            Seed = 1,
            Profile = StoryProfile.Stress,
            Cluster = new() { ClusterName = Name, Nodes = 3, Guests = 2 },
            Monitor = Monitor,
            Repairs = Repairs,
            RunFor = Length,
            Steps = [],
            Life = _steps,
        };
        return new(story, [.. _truth.OrderBy(change => change.At)], _requests, _life, [.. _events.OrderBy(said => said.Timestamp)],
            _incidents, _actions, _looks, ChainProblem, new(default, 0));
    }

    public PlayResult Judged() => Judge.Of(Play(), Bounds.Documented);

    private void AddGuest(int vmid, string type, string node) =>
        Guest(TimeSpan.Zero, vmid, _ => new(vmid, type, node, "running", GuestEnd.Task, 1) { OnBoot = true });

    private Tale Tell(TimeSpan at, SimulatedState state, int? vmid, string? node)
    {
        _truth.Add(new(_truth.Count + 1, Story.Start + at, "state", vmid, node, "") { State = state });
        return this;
    }
}
