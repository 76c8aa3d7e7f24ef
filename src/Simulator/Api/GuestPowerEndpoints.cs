using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Api;

/// <summary>POST …/status/{start,stop,…}: immediate refusals and tasks (api-facts §7).</summary>
internal static class GuestPowerEndpoints
{
    private static readonly Parameter[] OfStart = [Parameter.Integer("timeout"), Parameter.Flag("skiplock")];
    private static readonly Parameter[] OfStop =
        [Parameter.Integer("timeout"), Parameter.Flag("skiplock"), Parameter.Flag("keepActive"), Parameter.Flag("overrule-shutdown")];
    private static readonly Parameter[] OfShutdown =
        [Parameter.Integer("timeout"), Parameter.Flag("forceStop"), Parameter.Flag("keepActive"), Parameter.Flag("skiplock")];
    private static readonly Parameter[] OfSuspend = [Parameter.Flag("todisk"), Parameter.Text("statestorage"), Parameter.Flag("skiplock")];

    public static IReadOnlyList<Route> Routes { get; } =
    [
        Vm("start", OfStart, Start), Vm("stop", OfStop, Stop), Vm("shutdown", OfShutdown, Shutdown),
        Vm("reboot", [Parameter.Integer("timeout")], Reboot),
        Vm("reset", [Parameter.Flag("skiplock")], (call, guest) => call.Machinery.Guests.Reset(guest, call.Caller.Id)),
        Vm("suspend", OfSuspend, Suspend), Vm("resume", [Parameter.Flag("nocheck"), Parameter.Flag("skiplock")], Resume),
        Container("start", [Parameter.Flag("debug"), Parameter.Flag("skiplock")], Start),
        Container("stop", [Parameter.Flag("skiplock"), Parameter.Flag("overrule-shutdown")], Stop),
        Container("shutdown", [Parameter.Integer("timeout"), Parameter.Flag("forceStop")], Shutdown),
        Container("reboot", [Parameter.Integer("timeout")], Reboot),
        Container("suspend", [], Suspend), Container("resume", [], Resume),
        Migrate(isVm: true), Migrate(isVm: false),
    ];

    private static Route Vm(string verb, Parameter[] parameters, Func<ApiCall, Guest, SimulatedTask> act) =>
        Power("qemu", verb, parameters, isVm: true, act);

    private static Route Container(string verb, Parameter[] parameters, Func<ApiCall, Guest, SimulatedTask> act) =>
        Power("lxc", verb, parameters, isVm: false, act);

    private static Route Power(string type, string verb, Parameter[] parameters, bool isVm, Func<ApiCall, Guest, SimulatedTask> act) =>
        new("POST", $"/nodes/{{node}}/{type}/{{vmid}}/status/{verb}",
            (call, json) => json.WriteStringValue(Act(call, isVm, verb, act).Upid))
        {
            ProxyToNode = true,
            Protected = true,
            Parameters = parameters,
            Permission = call => call.Demand($"/vms/{call.PathValues["vmid"]}", "VM.PowerMgmt"),
        };

    private static SimulatedTask Act(ApiCall call, bool isVm, string verb, Func<ApiCall, Guest, SimulatedTask> act)
    {
        var guest = call.FindGuest(isVm);
        if (verb == "start" && guest is not null) guest.StartRequests++;
        if (call.Flag("skiplock")) throw ApiException.BadParameter("skiplock", "Only root may use this option.");
        if (verb == "start" && !call.State.Quorate(call.Node)) throw ApiException.Die("cluster not ready - no quorum?");
        if (guest is not null)
        {
            if (guest.Ha is not null && verb is "start" or "stop" or "shutdown" && guest.Ha is { State: not "ignored" })
                return call.Machinery.Ha.Request(guest, verb == "start", call.Caller.Id);
            return act(call, guest);
        }

        var vmid = call.PathValues["vmid"];
        var missing = $"nodes/{call.Node.Name}/{(isVm ? "qemu-server" : "lxc")}/{vmid}.conf";
        if (!isVm || verb is not ("start" or "stop")) throw ApiException.NoConfiguration(missing);
        return call.Machinery.Tasks.Instant(call.Node, "qm" + verb, vmid, call.Caller.Id, $"Configuration file '{missing}' does not exist");
    }

    private static SimulatedTask Start(ApiCall call, Guest guest)
    {
        if (!guest.IsVm && guest.HasProcess) throw ApiException.Die($"CT {guest.Vmid} already running");
        return call.Machinery.Guests.Start(guest, call.Caller.Id);
    }

    private static SimulatedTask Stop(ApiCall call, Guest guest)
    {
        RunningContainer(guest);
        return call.Machinery.Guests.Stop(guest, call.Caller.Id, call.Flag("overrule-shutdown"));
    }

    private static SimulatedTask Shutdown(ApiCall call, Guest guest)
    {
        RunningContainer(guest);
        if (guest.State == RunState.Paused && !call.Flag("forceStop")) throw ApiException.Die("VM is paused - cannot shutdown");
        var timeout = call.Integer("timeout") is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        return call.Machinery.Guests.Shutdown(guest, call.Caller.Id, timeout, call.Flag("forceStop"));
    }

    private static SimulatedTask Reboot(ApiCall call, Guest guest)
    {
        if (!guest.HasProcess) throw ApiException.Die($"{(guest.IsVm ? "VM" : "CT")} {guest.Vmid} not running");
        return call.Machinery.Guests.Reboot(guest, call.Caller.Id);
    }

    private static SimulatedTask Suspend(ApiCall call, Guest guest)
    {
        if (!guest.HasProcess) throw ApiException.Die($"{(guest.IsVm ? "VM" : "CT")} {guest.Vmid} not running");
        return call.Flag("todisk")
            ? call.Machinery.Guests.Hibernate(guest, call.Caller.Id)
            : call.Machinery.Guests.Pause(guest, call.Caller.Id);
    }

    private static SimulatedTask Resume(ApiCall call, Guest guest)
    {
        if (!guest.HasProcess) throw ApiException.Die($"{(guest.IsVm ? "VM" : "CT")} {guest.Vmid} not running");
        return call.Machinery.Guests.Resume(guest, call.Caller.Id);
    }

    private static void RunningContainer(Guest guest)
    {
        if (!guest.IsVm && !guest.HasProcess) throw ApiException.Die($"CT {guest.Vmid} not running");
    }

    private static Route Migrate(bool isVm) =>
        new("POST", $"/nodes/{{node}}/{(isVm ? "qemu" : "lxc")}/{{vmid}}/migrate", (call, json) => json.WriteStringValue(Move(call, isVm)))
        {
            ProxyToNode = true,
            Protected = true,
            Parameters = [Parameter.Text("target", optional: false), Parameter.Flag("online"), Parameter.Flag("restart"),
            Parameter.Flag("with-local-disks"), Parameter.Integer("timeout")],
            Permission = call => call.Demand($"/vms/{call.PathValues["vmid"]}", "VM.Migrate"),
        };

    private static string Move(ApiCall call, bool isVm)
    {
        var guest = call.Guest(isVm);
        var name = call.Text("target");
        var target = call.State.FindNode(name) ?? throw ApiException.BadParameter("target", "no such cluster node");
        if (target == guest.Node) throw ApiException.BadParameter("target", "target is local node.");
        return call.Machinery.Migrations.Migrate(guest, target, call.Caller.Id).Upid;
    }
}
