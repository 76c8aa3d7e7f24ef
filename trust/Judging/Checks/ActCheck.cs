using OrleansMonitor.Simulator.Requests;
using OrleansMonitor.Trust.Judging.Faults;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Checks;

/// <summary>
/// Checks that a careful administrator would have taken each act, by the true state at its arrival. Changes less than two seconds before,
/// between the last read and the act, are excused.
/// </summary>
internal sealed class ActCheck(Case play)
{
    private static readonly TimeSpan Race = TimeSpan.FromSeconds(2);

    /// <summary>A booting node is unreachable for ten seconds, and its row is up to a poll old.</summary>
    private static readonly TimeSpan Booting = TimeSpan.FromSeconds(30);
    private static readonly HashSet<string> Untouchable = new(
        ["corosync", "pve-cluster", "pve-ha-crm", "pve-ha-lrm", "lxcfs", "pve-lxc-syscalld", "qmeventd", "systemd-journald"],
            StringComparer.Ordinal);

    private readonly World _world = play.World;

    public IEnumerable<Finding> Find()
    {
        foreach (var request in _world.Play.Requests)
        {
            if (Problem(request) is { } why) yield return new(FindingKind.WrongAct, Acts.Target(request), request.At,
                $"{request.Method} {request.Path} at {request.At:HH:mm:ss}: {why}");
        }
    }

    private string? Problem(ActRequest request)
    {
        if (!Acts.IsActs(request)) return $"sent with the token {request.Token}, which only reads";
        if (Acts.Read(request) is not { } act) return "no act that any runbook knows";
        return PermissionProblem(request, act) ?? ClusterProblem(request) ?? act.Kind switch
        {
            ActKind.Start => StartProblem(request, act.Vmid!.Value),
            ActKind.Wake => WakeProblem(request, act.Node),
            _ => RestartProblem(request, act.Node, act.Service!),
        };
    }

    /// <summary>Why people did not permit it; null if they did.</summary>
    private string? PermissionProblem(ActRequest request, Act act)
    {
        var before = request.At - Race;
        if (!_world.Play.Story.Repairs) return "nobody gave it a token to act with";
        if (_world.Monitor.Halted.Holds(before) && _world.Monitor.Halted.Holds(request.At)) return "the kill switch is thrown";
        if (Levels.NeverAct(_world, before, act.Vmid, act.Node)
            && Levels.NeverAct(_world, request.At, act.Vmid, act.Node)) return "its owner took it out of reach";
        var level = Math.Max(Levels.Of(_world, before, act.Vmid, act.Node, highest: true),
            Levels.Of(_world, request.At, act.Vmid, act.Node, highest: true));
        var approved = level >= 1 && _world.Monitor.Approvals.Exists(at => at <= request.At && request.At - at <= TimeSpan.FromHours(1));
        if (level < 3 && !approved) return $"the level is {level}, and nobody approved it";
        return null;
    }

    /// <summary>Why the cluster must not be changed; null if it may.</summary>
    private string? ClusterProblem(ActRequest request)
    {
        if (!request.Quorate) return "the cluster has no quorum";
        var online = _world.Nodes.Values.Count(line => Either(line, request.At, state => state is { Powered: true, Online: true }));
        return online < _world.Settings.MinHealthyNodes * _world.Nodes.Count
            ? $"only {online} of {_world.Nodes.Count} nodes are online"
            : null;
    }

    private string? StartProblem(ActRequest request, int vmid)
    {
        if (_world.Guests.GetValueOrDefault(vmid) is not { } line || request.Guest is null) return "there is no such guest";
        if (Both(line, request.At, moment => moment.Runs)) return "it runs";
        if (Both(line, request.At, moment => moment.Guest?.Lock is not (null or "suspended"))) return "it is locked";
        if (Both(line, request.At, moment => moment.Guest?.Ha is not null)) return "Proxmox HA manages it";
        if (request.Guest.Template) return "it is a template";
        if (TaskAt(request.At, task => (task.Id == $"{vmid}"
            || (task.Id.Length == 0 && task.Type != "vzdump"
            && task.Node == request.Guest.Node))) is { } task) return $"the task {task.Type} works on it";
        if (!Both(line, request.At, moment => moment.Guest is { } guest
            && _world.NodeOf(guest, request.At) is { Powered: true, Online: true })) return "its node is not online";
        if (!play.Faults.Any(fault => fault.Vmid == vmid && fault.Kind is FaultKind.GuestCrashed or FaultKind.GuestNotBack
            && (fault.Active.Holds(request.At) || fault.Active.Holds(request.At - Race))))
            return "nothing is wrong with it: somebody asked for the stop, or it is not overdue";
        if (Covered(vmid, request.Guest.Node, request.At)) return "a maintenance window covers it";
        var storm = play.Faults.FirstOrDefault(fault => fault is { Kind: FaultKind.FailureStorm, MustReport: true }
            && fault.Active.Holds(request.At) && request.At - fault.Active.From > TimeSpan.FromMinutes(1));
        return storm is not null && !Resumed(storm.Active.From, request.At) ? "a storm of failures is on" : null;
    }

    private string? WakeProblem(ActRequest request, string node)
    {
        if (_world.Nodes.GetValueOrDefault(node) is not { } line) return "there is no such node";
        if (!line.When(state => !state.Powered).All.Any(new Span(request.At - Booting, request.At).Meets)) return "it has power";
        if (line.Before(request.At)?.Ha is "maintenance" or "fence") return "Proxmox HA is at work on it";
        var off = line.When(state => !state.Powered).Find(request.At)
            ?? line.When(state => !state.Powered).All.LastOrDefault(span => span.To <= request.At);
        var run = line.When(state => state.Powered).All.LastOrDefault(span => span.To <= off.From);
        if (_world.Play.Truth.Any(change => change.Kind == "node-shutting-down" && change.Node == node && run.Holds(change.At)))
            return "somebody shut it down in order";
        return Covered(null, node, request.At) ? "a maintenance window covers it" : null;
    }

    private string? RestartProblem(ActRequest request, string node, string service)
    {
        if (_world.Services.GetValueOrDefault((node, service)) is not { } line) return "there is no such service";
        if (Untouchable.Contains(service) && _world.Settings.All.TrueForAll(one =>
            ConfiguredSettings.Find(one, "Guardrails", "RestartableServices") is null)) return "it may take guests or the cluster along";
        if (!Either(line, request.At, state => state.State == "failed")) return "it has not failed";
        if (!Either(_world.Nodes[node], request.At, state => state is { Powered: true, Online: true })) return "its node is not online";
        return Covered(null, node, request.At) ? "a maintenance window covers it" : null;
    }

    private TaskSpan? TaskAt(DateTimeOffset at, Func<TaskSpan, bool> which) =>
        _world.Tasks.Find(task => task.Ran.From < at - Race && task.Ran.To > at && which(task));

    private bool Resumed(DateTimeOffset from, DateTimeOffset until) =>
        _world.Monitor.Resumptions.Exists(at => at >= from && at <= until);

    private bool Covered(int? vmid, string node, DateTimeOffset at)
    {
        var windows = MaintenanceTimes.Over(_world, (kind, name) => (kind == "Cluster" && name == _world.Name)
            || (kind == "Node" && name == $"{_world.Name}/{node}")
            || (kind == "Guest" && vmid is not null && name == $"{_world.Name}/{vmid}")
            || (kind == "Tag" && vmid is { } id && _world.Guests[id].At(at)?.Tagged(name) == true)
            || (kind == "Pool" && vmid is { } other && _world.Guests[other].At(at)?.Guest?.Pool == name));
        return windows.Holds(at - Race) && windows.Holds(at);
    }

    /// <summary>Whether a condition held at the act, and long enough before it to be observed.</summary>
    private static bool Both<T>(Timeline<T> line, DateTimeOffset at, Func<T, bool> holds)
        where T : class => line.Before(at) is { } now && holds(now) && line.At(at - Race) is { } before && holds(before);

    private static bool Either<T>(Timeline<T> line, DateTimeOffset at, Func<T, bool> holds)
        where T : class => (line.Before(at) is { } now && holds(now)) || (line.At(at - Race) is { } before && holds(before));
}
