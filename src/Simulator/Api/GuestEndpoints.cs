using System.Text.Json;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Api;

/// <summary>Single guests and lists per node, with live values (api-facts §8).</summary>
internal static class GuestEndpoints
{
    public static IReadOnlyList<Route> Routes { get; } =
    [
        NodeEndpoints.Get("qemu", (call, json) => List(call, json, isVm: true)) with { Parameters = [Parameter.Flag("full")] },
        NodeEndpoints.Get("lxc", (call, json) => List(call, json, isVm: false)),
        One("qemu/{vmid}/status/current", (call, json) => Current(call, json, isVm: true)),
        One("lxc/{vmid}/status/current", (call, json) => Current(call, json, isVm: false)),
        One("qemu/{vmid}/config", (call, json) => Configuration(json, call.Guest(isVm: true)),
            isProtected: false) with { Parameters = [Parameter.Flag("current"), Parameter.Text("snapshot")] },
        One("lxc/{vmid}/config", (call, json) => Configuration(json, call.Guest(isVm: false)),
            isProtected: false) with { Parameters = [Parameter.Flag("current"), Parameter.Text("snapshot")] },
        new("POST", "/nodes/{node}/qemu/{vmid}/agent/ping", Ping)
        {
            ProxyToNode = true, Protected = true,
            Permission = call => call.Demand($"/vms/{call.PathValues["vmid"]}", call.Version9 ? "VM.GuestAgent.Audit" : "VM.Monitor"),
        },
    ];

    private static Route One(string path, Endpoint run, bool isProtected = true) =>
        NodeEndpoints.Get(path, run, call => call.Demand($"/vms/{call.PathValues["vmid"]}", "VM.Audit"), isProtected);

    private static void List(ApiCall call, Utf8JsonWriter json, bool isVm)
    {
        json.WriteStartArray();
        foreach (var guest in call.Node.Guests.Where(guest => guest.IsVm == isVm && call.May($"/vms/{guest.Vmid}", "VM.Audit")))
        {
            json.WriteStartObject();
            Live(call, json, guest, full: call.Flag("full"));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Current(ApiCall call, Utf8JsonWriter json, bool isVm)
    {
        var guest = call.Guest(isVm);
        json.WriteStartObject();
        Live(call, json, guest, full: true);
        if (isVm)
        {
            json.WriteNull("clipboard"u8);
            if (guest.Agent) json.WriteNumber("agent"u8, 1);
        }

        json.WriteStartObject("ha"u8);
        json.WriteNumber("managed"u8, guest.Ha is null ? 0 : 1);
        if (guest.Ha is not null)
        {
            json.WriteString("state"u8, guest.Ha.Requested);
            json.WriteNull("group"u8);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Live(ApiCall call, Utf8JsonWriter json, Guest guest, bool full)
    {
        var running = guest.HasProcess;
        var sample = new PublishedGuest(call.State.Now, guest.State, guest.BootAt, 0, 0, guest.DiskLevel);
        var counters = Counters.Of(guest, sample);
        var memory = running ? (long)(guest.MaxMemory * (double)guest.MemoryLevel) : 0;
        json.WriteNumber("vmid"u8, guest.Vmid);
        json.WriteString("name"u8, guest.Name);
        json.WriteString("status"u8, running ? "running"u8 : "stopped"u8);
        json.WriteNumber("cpus"u8, guest.Cpus);
        json.WriteNumber("cpu"u8, 0);
        json.WriteNumber("mem"u8, memory);
        json.WriteNumber("maxmem"u8, guest.MaxMemory);
        json.WriteNumber("disk"u8, counters.Disk);
        json.WriteNumber("maxdisk"u8, guest.MaxDisk);
        json.WriteNumber("netin"u8, counters.NetIn);
        json.WriteNumber("netout"u8, counters.NetOut);
        json.WriteNumber("uptime"u8, counters.Uptime);
        if (running) json.WriteNumber("pid"u8, guest.Pid);
        if (guest.Lock is not null) json.WriteString("lock"u8, guest.Lock);
        if (guest.Tags is not null) json.WriteString("tags"u8, guest.Tags);
        if (guest.Template) json.WriteNumber("template"u8, 1);
        if (guest.IsVm) OfVm(call, json, guest, counters, memory, full);
        else OfContainer(call, json, counters);
    }

    private static void OfVm(ApiCall call, Utf8JsonWriter json, Guest guest, in Counters counters, long memory, bool full)
    {
        json.WriteNumber("serial"u8, 1);
        if (call.Version9) json.WriteNumber("memhost"u8, memory);
        if (!full && guest.State is not RunState.Paused) return;
        json.WriteString("qmpstatus"u8, guest.State.Name());
        if (!guest.HasProcess) return;
        json.WriteString("running-qemu"u8, call.Version9 ? "10.1.2" : "9.2.0");
        json.WriteString("running-machine"u8, call.Version9 ? "pc-i440fx-10.1+pve0" : "pc-i440fx-9.2+pve1");
        json.WriteNumber("diskread"u8, counters.DiskRead);
        json.WriteNumber("diskwrite"u8, counters.DiskWrite);
        if (!call.Version9) return;
        foreach (var name in new[] { "pressurecpufull", "pressurecpusome", "pressureiofull", "pressureiosome", "pressurememoryfull",
            "pressurememorysome" })
            json.WriteNumber(name, 0.0);
    }

    private static void OfContainer(ApiCall call, Utf8JsonWriter json, in Counters counters)
    {
        json.WriteString("type"u8, "lxc");
        json.WriteNumber("swap"u8, 0);
        json.WriteNumber("maxswap"u8, 536_870_912);
        json.WriteNumber("diskread"u8, counters.DiskRead);
        json.WriteNumber("diskwrite"u8, counters.DiskWrite);
        if (!call.Version9) return;
        // Containers' pressure figures are strings, unlike those of VMs (api-facts §8).
        foreach (var name in new[] { "pressurecpusome", "pressureiofull", "pressureiosome", "pressurememoryfull", "pressurememorysome" })
            json.WriteString(name, "0.00");
    }

    private static void Configuration(Utf8JsonWriter json, Guest guest)
    {
        json.WriteStartObject();
        json.WriteString(guest.IsVm ? "name"u8 : "hostname"u8, guest.Name);
        json.WriteNumber("cores"u8, guest.Cpus);
        if (guest.IsVm) json.WriteString("memory"u8, (guest.MaxMemory >> 20).ToString(System.Globalization.CultureInfo.InvariantCulture));
        else json.WriteNumber("memory"u8, guest.MaxMemory >> 20);
        json.WriteString("digest"u8, "5e0b13b614d02f718920a9479c0fdf48908b3ec9");
        json.WriteString("ostype"u8, guest.IsVm ? "l26" : "debian");
        if (guest.IsVm) json.WriteString("scsi0"u8, $"shared:{guest.Vmid}/vm-{guest.Vmid}-disk-0.raw,size={guest.MaxDisk >> 30}G");
        else json.WriteString("rootfs"u8, $"shared:{guest.Vmid}/vm-{guest.Vmid}-disk-0.raw,size={guest.MaxDisk >> 30}G");
        if (guest.OnBoot) json.WriteNumber("onboot"u8, 1);
        if (guest.Agent) json.WriteString("agent"u8, "1");
        if (guest.Template) json.WriteNumber("template"u8, 1);
        if (guest.Tags is not null) json.WriteString("tags"u8, guest.Tags);
        if (guest.Lock is not null) json.WriteString("lock"u8, guest.Lock);
        json.WriteEndObject();
    }

    private static void Ping(ApiCall call, Utf8JsonWriter json)
    {
        var guest = call.Guest(isVm: true);
        if (!guest.Agent) throw ApiException.Die("No QEMU guest agent configured");
        if (!guest.HasProcess) throw ApiException.Die($"VM {guest.Vmid} is not running");
        if (guest.Deaf || guest.State != RunState.Running
            || call.State.Now - guest.BootAt < (long)call.State.Timings.AgentReady.TotalMilliseconds)
            throw ApiException.Die("QEMU guest agent is not running");
        json.WriteStartObject();
        json.WriteStartObject("result"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
