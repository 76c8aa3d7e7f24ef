using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>
/// The HA manager: restarts crashed guests, recovers guests of dead nodes, and gives up after repeated failures (api-facts §3 and §4).
/// </summary>
internal sealed class HighAvailability
{
    private static readonly TimeSpan LivingMasterNotices = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MigrationSwitch = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MigrationUnlock = TimeSpan.FromSeconds(1);
    private readonly ClusterModel _state;
    private readonly TaskRunner _tasks;
    private readonly GuestPower _guests;
    private readonly NodePower _nodes;

    public HighAvailability(ClusterModel state, TaskRunner tasks, GuestPower guests, NodePower nodes)
    {
        (_state, _tasks, _guests, _nodes) = (state, tasks, guests, nodes);
        guests.WentDown += guest => RestartOrRelocate(guest, attempt: 0);
        nodes.Died += OnDied;
        nodes.Returned += OnReturned;
    }

    public void Manage(Guest guest, string requested)
    {
        _state.HaMaster ??= _state.Nodes.Find(node => node.Powered) ?? _state.Nodes[0];
        guest.Ha ??= new HaService { Sid = $"{(guest.IsVm ? "vm" : "ct")}:{guest.Vmid}" };
        guest.Ha.Requested = requested;
        guest.Ha.State = requested is "error" ? "error" : requested;
        if (requested == "error") guest.Ha.Requested = "started";
        guest.Ha.Plan++;
        _state.Narrate("ha-state", $"HA sets {guest.Label} to {requested}", guest, shows: Shows.AtOnce);
        if (requested == "started" && !guest.HasProcess) RestartOrRelocate(guest, attempt: 0);
    }

    public void Unmanage(Guest guest)
    {
        if (guest.Ha is null) return;
        guest.Ha.Plan++;
        guest.Ha = null;
        _state.Narrate("ha-state", $"HA no longer manages {guest.Label}", guest, shows: Shows.AtOnce);
    }

    /// <summary>hastart and hastop are only requests: the task is OK immediately, the guest follows a round later.</summary>
    public SimulatedTask Request(Guest guest, bool start, string user)
    {
        var service = guest.Ha!;
        var task = _tasks.Instant(guest.Node, start ? "hastart" : "hastop", GuestPower.IdOf(guest), user);
        if (service.State == "error") return task;
        service.Requested = start ? "started" : "stopped";
        service.State = start ? "request_start" : "request_stop";
        var plan = ++service.Plan;
        Later(guest, plan, _state.Timings.HaRound, () =>
        {
            if (start)
            {
                service.State = "started";
                if (!guest.HasProcess) _guests.Start(guest, TaskRunner.Root);
            }
            else
            {
                _guests.Shutdown(guest, TaskRunner.Root);
                Later(guest, plan, _state.Timings.GuestShutdown + _state.Timings.GuestStop, () => service.State = "stopped");
            }
        });
        return task;
    }

    /// <summary>Restarts a service that should run, then relocates it, then gives up.</summary>
    private void RestartOrRelocate(Guest guest, int attempt)
    {
        if (_state.HaSleeps || guest.Ha is not { State: "started" } service) return;
        var plan = ++service.Plan;
        Later(guest, plan, _state.Timings.HaRound, () =>
        {
            if (guest.HasProcess || !guest.Node.Powered) return;
            if (!_state.Quorate(guest.Node))
            {
                RestartOrRelocate(guest, attempt);
                return;
            }

            _guests.Start(guest, TaskRunner.Root);
            Later(guest, plan, _state.Timings.GuestStart + TimeSpan.FromMilliseconds(1), () => CheckStart(guest, plan, attempt));
        });
    }

    private void CheckStart(Guest guest, int plan, int attempt)
    {
        if (guest.HasProcess) return;
        var service = guest.Ha!;
        var target = _state.Nodes.Find(node => node.Online && node.Powered && node != guest.Node);
        if (attempt == 0)
        {
            RestartOrRelocate(guest, attempt: 1);
        }
        else if (attempt == 1 && target is not null)
        {
            service.State = "migrate";
            Later(guest, plan, MigrationSwitch, () =>
            {
                guest.Lock = "migrate";
                var type = guest.IsVm ? "qmigrate" : "vzmigrate";
                _tasks.Instant(guest.Node, type, GuestPower.IdOf(guest), TaskRunner.Root);
                Migrations.MoveConfiguration(guest, target);
                Later(guest, plan, MigrationUnlock, () => guest.Lock = null);
                Later(guest, plan, _state.Timings.HaRound, () =>
                {
                    service.State = "started";
                    RestartOrRelocate(guest, attempt: 2);
                });
            });
        }
        else
        {
            service.State = "error";
            _state.Narrate("ha-error", $"HA gave up on {guest.Label}", guest, shows: Shows.AtOnce);
        }
    }

    private void OnDied(Node node)
    {
        if (!_state.HaUsed) return;
        var cycle = node.PowerCycle;
        var notices = node == _state.HaMaster ? _state.Timings.HaMasterTakeover : LivingMasterNotices;
        AfterDeath(node, cycle, notices, () =>
        {
            if (node.HaState != "maintenance") node.HaState = "unknown";
            if (node == _state.HaMaster) _state.HaMaster = _state.Nodes.Find(other => other.Powered && other.Online) ?? node;
            AfterDeath(node, cycle, _state.Timings.HaFenceDelay, () => Fence(node, cycle));
        });
    }

    /// <summary>
    /// The node returned before it was fenced: its services start there. Maintenance continues until it is ended.
    /// </summary>
    private void OnReturned(Node node)
    {
        if (node.HaState != "maintenance") node.HaState = "online";
        foreach (var guest in node.Guests.FindAll(guest => guest.Ha is { State: "started" or "fence" or "freeze" } && !guest.HasProcess))
            Keep(guest);
    }

    /// <summary>Keeps the guest on its node and starts it if it does not run.</summary>
    public void Keep(Guest guest)
    {
        guest.Ha!.State = "started";
        if (!guest.HasProcess) RestartOrRelocate(guest, attempt: 0);
    }

    private void Fence(Node node, int cycle)
    {
        var services = node.Guests.FindAll(guest => guest.Ha is { State: "started" });
        if (services.Count == 0) return;
        node.HaState = "fence";
        foreach (var guest in services) guest.Ha!.State = "fence";
        _state.Narrate("node-fenced", $"HA fences {node.Name}", node: node);
        AfterDeath(node, cycle, _state.Timings.HaRound, () =>
        {
            node.HaState = "unknown";
            foreach (var guest in services.Where(guest => guest.Ha is not null && guest.Node == node)) Recover(guest);
        });
    }

    private void Recover(Guest guest)
    {
        var target = _state.Nodes.Find(node => node.Online && node.Powered);
        if (target is null) return;
        var source = guest.Node;
        Migrations.MoveConfiguration(guest, target);
        guest.Ha!.State = "started";
        var plan = ++guest.Ha.Plan;
        _state.Narrate("ha-recovered", $"HA recovers {guest.Label} from {source.Name} to {target.Name}", guest, shows: Shows.AtOnce);
        Later(guest, plan, _state.Timings.HaRound, () => _guests.Start(guest, TaskRunner.Root));
    }

    /// <summary>Nodes with active services reset themselves when they cannot renew their lock.</summary>
    public void LostQuorum()
    {
        var since = _state.PartitionedSince;
        _state.After(_state.Timings.SelfFence, () =>
        {
            if (_state.PartitionedSince != since || since is null) return;
            foreach (var node in _state.Nodes.Where(node => node.Powered && node.Guests.Exists(guest => guest.Ha is { State: "started" }))
                .ToList())
            {
                _nodes.PowerOff(node, "fenced itself");
                _state.After(_state.Timings.NodeFirmware, () => _nodes.PowerOn(node));
            }
        });
    }

    private void AfterDeath(Node node, int cycle, TimeSpan delay, Action step) => _state.After(delay, () =>
    {
        var survivor = _state.Nodes.Find(other => other.Powered && other.Online);
        if (!_state.HaSleeps && node.PowerCycle == cycle && survivor is not null && _state.Quorate(survivor)) step();
    });

    private void Later(Guest guest, int plan, TimeSpan delay, Action step) => _state.After(delay, () =>
    {
        if (!_state.HaSleeps && guest.Ha?.Plan == plan) step();
    });
}
