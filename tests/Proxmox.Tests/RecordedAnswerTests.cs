using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>What a real cluster answered is read with the right values.</summary>
public sealed class RecordedAnswerTests
{
    [Fact]
    public async Task Every_recorded_resources_answer_gives_each_of_its_guests_nodes_and_storages()
    {
        foreach (var name in Recording.Names("cluster_resources_").Append("all_cluster_resources").Append("all_cluster_resources_vm"))
        {
            var body = Recording.Body(name);
            var (sink, result) = await ResourcesAsync(body);
            var rows = body["data"]!.AsArray().Select(static r => r!.AsObject()).ToArray();
            result.Value.ShouldBe(sink.Guests.Count + sink.Nodes.Count + sink.Storages.Count, name);
            sink.Guests.Select(static g => g.Vmid).ShouldBe(Of(rows, "qemu", "lxc").Select(static r => (int)r["vmid"]!), name);
            sink.Nodes.Select(static n => n.Node).ShouldBe(Of(rows, "node").Select(static r => (string)r["node"]!), name);
            sink.Storages.Select(static s => s.Storage).ShouldBe(Of(rows, "storage").Select(static r => (string)r["storage"]!), name);
            foreach (var (guest, row) in sink.Guests.Zip(Of(rows, "qemu", "lxc"))) ShouldBeRow(guest, row);
        }
    }

    [Fact]
    public async Task A_node_that_is_offline_has_no_figures_and_one_that_does_not_report_is_unknown()
    {
        var (sink, _) = await ResourcesAsync(Recording.Body("cluster_resources_stale_unknown"));
        var pve2 = sink.Nodes.Single(static n => n.Node == "pve2");
        pve2.Status.ShouldBe(NodeStatus.Offline);
        pve2.HaState.ShouldBe("unknown");
        pve2.Uptime.ShouldBeNull();
        pve2.MaxMem.ShouldBeNull();
        sink.Nodes.Single(static n => n.Node == "pve3").Status.ShouldBe(NodeStatus.Unknown);
        var db = sink.Guests.Single(static g => g.Vmid == 101);
        (db.Status, db.Name, db.Template, db.Tags, db.Uptime).ShouldBe((GuestStatus.Unknown, null, null, "prod", null));
        sink.Storages.Where(static s => s.Node == "pve2").ShouldAllBe(static s => s.Active == null && s.Total == null);
        sink.Storages.Where(static s => s.Node == "pve1").ShouldAllBe(static s => s.Active == true && s.Total > 0 && s.Type == "dir");
    }

    [Fact]
    public async Task Membership_tells_quorum_and_members()
    {
        var healthy =
            (await ReadAsync(Recording.Body("cluster_status_3_online"), static (p, c) => p.ReadMembershipAsync(ProbeFor.Lab, c)))!;
        healthy.ProxmoxName.ShouldBe("lab");
        healthy.Quorate.ShouldBe(true);
        healthy.Nodes.OrderBy(static n => n.Node).ShouldBe(
        [
            new ClusterMember("pve1", true, true, "127.0.1.1"),
            new ClusterMember("pve2", true, false, "127.0.1.2"),
            new ClusterMember("pve3", true, false, "127.0.1.3"),
        ]);
        (await ReadAsync(Recording.Body("cluster_status_node_down_6"), static (p, c) => p.ReadMembershipAsync(ProbeFor.Lab, c)))!
            .Nodes.Single(static n => !n.Online).Node.ShouldBe("pve2");
        (await ReadAsync(Recording.Body("cluster_status_no_quorum"), static (p, c) => p.ReadMembershipAsync(ProbeFor.Lab, c)))!.Quorate
            .ShouldBe(false);
    }

    [Theory]
    [InlineData("qemu_status_current_running", GuestStatus.Running, false)]
    [InlineData("qemu_status_current_paused", GuestStatus.Paused, false)]
    [InlineData("qemu_status_current_after_kill9", GuestStatus.Stopped, false)]
    [InlineData("qemu_status_current_right_after_kill9", GuestStatus.Stopped, false)]
    [InlineData("qemu_status_current_after_guest_poweroff", GuestStatus.Stopped, false)]
    [InlineData("qemu_status_current_ha_managed", GuestStatus.Running, true)]
    [InlineData("all_qemu_status_current", GuestStatus.Running, false)]
    [InlineData("lxc_status_current_after_kill9", GuestStatus.Stopped, false)]
    [InlineData("all_lxc_status_current", GuestStatus.Running, false)]
    public async Task A_guest_s_live_status_is_read(string recording, GuestStatus status, bool managed)
    {
        var body = Recording.Body(recording);
        var kind = recording.Contains("lxc", StringComparison.Ordinal) ? GuestKind.Container : GuestKind.Vm;
        var live = await ReadAsync(body, (p, c) => p.ReadGuestAsync(new GuestId(ProbeFor.Lab, 100), "pve1", kind, c));
        live.ShouldBe(new GuestLive { Status = status, HaManaged = managed, Uptime = (long)body["data"]!["uptime"]! });
    }

    [Fact]
    public async Task Services_keep_systemd_s_states()
    {
        var services = await ReadAsync(Recording.Body("all_node_services"), static (p, c) => p.ReadServicesAsync(ProbeFor.Pve1, c));
        services.Length.ShouldBe(19);
        services.ShouldContain(new ServiceSample("pveproxy", "active", "enabled", "PVE API Proxy Server"));
        services.ShouldContain(new ServiceSample("chrony", "inactive", "not-found", "chrony.service"));
    }

    [Fact]
    public async Task Storages_of_a_node_are_live()
    {
        var storages = await ReadAsync(Recording.Body("all_node_storage"), static (p, c) => p.ReadStoragesAsync(ProbeFor.Pve1, c));
        storages.ShouldBe(
        [
            new StorageSample {
                Node = "pve1", Storage = "local", Active = true, Used = 19297558528, Total = 270553174016, Type = "dir",
                Content = "rootdir,iso,vztmpl,backup,snippets,images" },
            new StorageSample {
                Node = "pve1", Storage = "shared", Shared = true, Active = true, Used = 19297558528, Total = 270553174016, Type = "dir",
                Content = "images,vztmpl,backup,iso,rootdir" },
        ]);
    }

    [Fact]
    public async Task What_is_available_of_a_node_s_memory_is_told_since_version_9()
    {
        await using var server = await ScriptedProxmox.StartAsync(
            Answers.Json("""{"data":{"uptime":1,"memory":{"total":1000,"used":900,"free":100,"available":600},"loadavg":["0.1"]}}"""));
        using var probe = ProbeFor.Servers(server);
        var told = (await probe.ReadNodeMemoryAsync(ProbeFor.Pve1, ProbeFor.Cancellation)).Value!;
        told.ShouldBe(new NodeMemory(1000, 900, 600));
        told.TakenRatio.ShouldBe(0.4);
        server.Requests.Single().Path.ShouldBe("/api2/json/nodes/pve1/status");
        server.Script = Answers.Json("""{"data":{"memory":{"total":"1000","used":900}}}""");
        (await probe.ReadNodeMemoryAsync(ProbeFor.Pve1, ProbeFor.Cancellation)).Value!.TakenRatio.ShouldBeNull();
    }

    [Fact]
    public async Task Certificates_tell_when_they_end()
    {
        var certificates =
            await ReadAsync(Recording.Body("all_node_certificates_info"), static (p, c) => p.ReadCertificatesAsync(ProbeFor.Pve1, c));
        certificates.Select(static c => (c.File, c.NotAfter)).ShouldBe(
        [
            ("pve-root-ca.pem", DateTimeOffset.FromUnixTimeSeconds(2110779012)),
            ("pve-ssl.pem", DateTimeOffset.FromUnixTimeSeconds(1858491012)),
        ]);
        certificates[1].Subject.ShouldBe("/OU=PVE Cluster Node/O=Proxmox Virtual Environment/CN=pve1");
    }

    [Fact]
    public async Task Tasks_are_read_with_the_token_that_asked_for_them()
    {
        var body = Recording.Body("all_node_tasks");
        var tasks = await ReadAsync(body, static (p, c) => p.ReadTasksAsync(ProbeFor.Pve1, new TaskQuery(), c));
        tasks.Length.ShouldBe(body["data"]!.AsArray().Count);
        tasks[1].ShouldBe(new PveTask(
            "UPID:pve1:0000027D:0000749B:6B053E26:qmstart:100:mon@pve!t1:", "pve1", "qmstart", "100", "mon@pve!t1",
            DateTimeOffset.FromUnixTimeSeconds(1795505702), DateTimeOffset.FromUnixTimeSeconds(1795505702), "OK"));
        tasks[0].Failed.ShouldBeTrue();
        tasks.Single(static t => t.Type == "qmpause").User.ShouldBe("root@pam");
        tasks.Single(static t => t.Type == "startall").Id.ShouldBe("");
        (await ReadAsync(Recording.Body("all_node_tasks_active"), static (p, c) => p.ReadTasksAsync(ProbeFor.Pve1, new TaskQuery(), c)))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Guests_without_backup_job_and_an_empty_replication_list_are_read()
    {
        (await ReadAsync(Recording.Body("all_not_backed_up"), static (p, c) => p.ReadNotBackedUpAsync(ProbeFor.Lab, c)))
            .ShouldBe([102, 100, 200, 104]);
        (await ReadAsync(Recording.Body("all_node_replication"), static (p, c) => p.ReadReplicationAsync(ProbeFor.Pve1, c)))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task A_nodes_lists_tell_of_each_guest_whether_it_has_a_process_and_what_state_it_is_in()
    {
        var machines = await ReadAsync(
            Recording.Body("qemu_list_with_paused"), static (p, c) => p.ReadGuestsAsync(new(ProbeFor.Lab, "pve3"), GuestKind.Vm, c));
        var containers =
            await ReadAsync(Recording.Body("all_node_lxc"), static (p, c) => p.ReadGuestsAsync(ProbeFor.Pve1, GuestKind.Container, c));

        machines!.OrderBy(live => live.Key).Select(live => (live.Key, live.Value.Status))
            .ShouldBe([(104, GuestStatus.Stopped), (105, GuestStatus.Paused)]);
        containers.ShouldHaveSingleItem().ShouldBe(new(200, new() { Status = GuestStatus.Running, Uptime = 242 }));
    }

    private static IEnumerable<JsonObject> Of(JsonObject[] rows, params string[] types) =>
        rows.Where(r => types.Contains((string?)r["type"]));

    private static void ShouldBeRow(GuestSample guest, JsonObject row)
    {
        guest.Kind.ShouldBe((string)row["type"]! == "qemu" ? GuestKind.Vm : GuestKind.Container);
        guest.Node.ShouldBe((string)row["node"]!);
        guest.Status.ToString().ShouldBe((string)row["status"]!, StringCompareShould.IgnoreCase);
        (guest.Name, guest.Tags, guest.Lock, guest.Pool, guest.HaState)
            .ShouldBe(((string?)row["name"], (string?)row["tags"], (string?)row["lock"], (string?)row["pool"], (string?)row["hastate"]));
        guest.Template.ShouldBe(row["template"] is { } template ? (int)template == 1 : null);
        (guest.Uptime, guest.Mem, guest.MaxMem, guest.Disk, guest.MaxDisk)
            .ShouldBe(((long?)row["uptime"], (long?)row["mem"], (long?)row["maxmem"], (long?)row["disk"], (long?)row["maxdisk"]));
        (guest.Cpu, guest.MaxCpu).ShouldBe(((double?)row["cpu"], (double?)row["maxcpu"]));
    }

    private static async Task<(CollectingSink Sink, ProbeResult<int> Result)> ResourcesAsync(JsonNode body)
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json(body.ToJsonString()));
        using var probe = ProbeFor.Servers(server);
        var sink = new CollectingSink();
        var result = await probe.ReadResourcesAsync(ProbeFor.Lab, sink, ProbeFor.Cancellation);
        result.Failure.ShouldBeNull();
        return (sink, result);
    }

    private static async Task<T?> ReadAsync<T>(JsonNode body, Func<IProbe, CancellationToken, Task<ProbeResult<T>>> read)
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json(body.ToJsonString()));
        using var probe = ProbeFor.Servers(server);
        var result = await read(probe, ProbeFor.Cancellation);
        result.Failure.ShouldBeNull();
        return result.Value;
    }
}
