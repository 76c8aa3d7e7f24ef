using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>Absent, null, text for numbers, unknown fields: nothing of it breaks an answer (api-facts §11).</summary>
public sealed class ToleranceTests
{
    private static readonly string[] Anything = [
        "null", "true", "false", "0", "1", "\"\"", "\"x\"", "\"17\"", "1.5e3", "-4", "1e999", "[]", "{}", "[[1]]", "{\"a\":{\"b\":[]}}",
        "\"\\u00e9\\n\"", "\"(half)\""];

    [Fact]
    public async Task Numbers_and_booleans_may_be_text()
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json("""
            {"total":"2","data":[
             {"type":"qemu","vmid":"100","node":"pve1","status":"running","uptime":"17","cpu":"0.25","maxcpu":"2","mem":1.5e3,"maxmem":"3000","template":"1","name":5,"new":{"a":[1,{"b":2}]}},
             {"type":"storage","storage":"nfs","node":"pve1","status":"available","shared":true,"disk":null,"maxdisk":"10"}],"changes":{"x":[1]}}
            """));
        using var probe = ProbeFor.Servers(server);
        var sink = new CollectingSink();
        (await probe.ReadResourcesAsync(ProbeFor.Lab, sink, ProbeFor.Cancellation)).Value.ShouldBe(2);
        sink.Guests.Single().ShouldBe(new GuestSample
        {
            Vmid = 100,
            Kind = GuestKind.Vm,
            Node = "pve1",
            Status = GuestStatus.Running,
            Name = "5",
            Template = true,
            Uptime = 17,
            Cpu = 0.25,
            MaxCpu = 2,
            Mem = 1500,
            MaxMem = 3000,
        });
        sink.Storages.Single().ShouldBe(new StorageSample { Node = "pve1", Storage = "nfs", Shared = true, Active = true, Total = 10 });
    }

    [Fact]
    public async Task A_name_that_no_text_can_be_made_of_is_given_as_it_was_written_and_costs_no_row()
    {
        await using var server = await ScriptedProxmox.StartAsync(
            Answers.Json(
                """
                {"data":[{"type":"qemu","vmid":100,"node":"pve1","name":"web\ud83d"},{"type":"qemu","vmid":101,"node":"pve1"}]}
                """));
        using var probe = ProbeFor.Servers(server);
        var sink = new CollectingSink();

        (await probe.ReadResourcesAsync(ProbeFor.Lab, sink, ProbeFor.Cancellation)).Value.ShouldBe(2);
        sink.Guests[0].Name.ShouldBe("web\\ud83d");
    }

    [Fact]
    public async Task Texts_that_tenants_choose_control_no_terminal_and_forge_no_line()
    {
        await using var server = await ScriptedProxmox.StartAsync(
            Answers.Json(
                """
                {"data":[{"type":"qemu","vmid":100,"node":"pve1","name":"web\nforged \u001b[2J","tags":"a\u202eb","pool":"x\u0085y","lock":"\r"}]}
                """));
        using var probe = ProbeFor.Servers(server);
        var sink = new CollectingSink();

        await probe.ReadResourcesAsync(ProbeFor.Lab, sink, ProbeFor.Cancellation);

        var guest = sink.Guests.ShouldHaveSingleItem();
        (guest.Name, guest.Tags, guest.Pool, guest.Lock).ShouldBe(("web forged  [2J", "a b", "x y", " "));
    }

    [Fact]
    public async Task Rows_of_no_interest_and_rows_without_identity_are_left_out()
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json("""
            {"data":[null,7,"x",[],{},{"type":"pool","id":"/pool/p"},{"type":"network","status":"ok"},{"type":"qemu","node":"pve1"},{"type":"qemu","vmid":100},{"type":"node"},
             {"type":"lxc","vmid":200,"node":"pve1","status":"newstate"}]}
            """));
        using var probe = ProbeFor.Servers(server);
        var sink = new CollectingSink();
        (await probe.ReadResourcesAsync(ProbeFor.Lab, sink, ProbeFor.Cancellation)).Value.ShouldBe(1);
        sink.Guests.Single()
            .ShouldBe(new GuestSample { Vmid = 200, Kind = GuestKind.Container, Node = "pve1", Status = GuestStatus.Unknown });
    }

    [Fact]
    public async Task A_row_that_does_not_say_what_it_is_about_is_named_and_costs_no_other()
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json("""
            {"data":[null,{"status":"online"},{"type":"qemu","node":"pve1","name":"web"},{"type":"qemu","vmid":5,"node":"pve1"},{"type":"qemu","vmid":1e30,"node":"pve1"},
             {"type":"lxc","vmid":103,"node":"a/b"},{"type":"node","node":"pve\ud83d"},{"type":"storage","node":"pve1","storage":""},{"type":null,"vmid":104},
             {"type":"\u0071emu","vmid":105,"node":"pve1","status":"r\u0075nning","template":"\ud83d","uptime":99999999999999,"name":"\ud83d"},{"type":"brand-new"}]}
            """));
        using var probe = ProbeFor.Servers(server);
        var sink = new CollectingSink();

        (await probe.ReadResourcesAsync(ProbeFor.Lab, sink, ProbeFor.Cancellation)).Value.ShouldBe(1);
        var guest = sink.Guests.ShouldHaveSingleItem();
        (guest.Vmid, guest.Status, guest.Uptime, guest.Template).ShouldBe((105, GuestStatus.Running, null, null));
        sink.NotRead.Select(row => row.ToString()).ShouldBe(
        [
            "row without a name: it is no object", "row without a name: it has no type", "guest without a name: its VMID is none",
            "guest 5: its VMID is none", "guest without a name: its VMID is none",
            "guest 103: its node is missing or no name", "node pve\\ud83d: its name is missing or none",
            "storage : its name or its node is missing or no name", "row 104: it has no type",
        ]);
    }

    [Fact]
    public async Task A_row_that_cannot_be_taken_in_is_named_and_costs_no_other()
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json("""
            {"data":[{"type":"qemu","vmid":100,"node":"pve1"},{"type":"qemu","vmid":101,"node":"pve1"},{"type":"qemu","vmid":102,"node":"pve1"}]}
            """));
        using var probe = ProbeFor.Servers(server);
        var sink = new ChokingSink(101);

        (await probe.ReadResourcesAsync(ProbeFor.Lab, sink, ProbeFor.Cancellation)).Value.ShouldBe(2);
        sink.Seen.ShouldBe(["100", "guest 101: it cannot be read: broken by the test", "102"]);
    }

    [Theory]
    [InlineData("""{"status":"running"}""", GuestStatus.Running)]
    [InlineData("""{"status":"running","qmpstatus":null}""", GuestStatus.Running)]
    [InlineData("""{"status":"running","qmpstatus":"io-error"}""", GuestStatus.IoError)]
    [InlineData("""{"status":"running","qmpstatus":"internal-error"}""", GuestStatus.InternalError)]
    [InlineData("""{"status":"running","qmpstatus":"guest-panicked"}""", GuestStatus.GuestPanicked)]
    [InlineData("""{"status":"running","qmpstatus":"suspended"}""", GuestStatus.Suspended)]
    [InlineData("""{"status":"running","qmpstatus":"prelaunch"}""", GuestStatus.Transient)]
    [InlineData("""{"status":"running","qmpstatus":"postmigrate"}""", GuestStatus.Transient)]
    [InlineData("""{"status":"running","qmpstatus":"stopped"}""", GuestStatus.Transient)]
    [InlineData("""{"status":"running","qmpstatus":"brand-new"}""", GuestStatus.Unknown)]
    [InlineData("""{"status":"stopped","qmpstatus":"running"}""", GuestStatus.Stopped)]
    [InlineData("""{"qmpstatus":"running"}""", GuestStatus.Unknown)]
    [InlineData("""{"status":null}""", GuestStatus.Unknown)]
    public async Task A_vm_is_what_its_process_and_qmp_say(string current, GuestStatus status)
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json($$"""{"data":{{current}}}"""));
        using var probe = ProbeFor.Servers(server);
        (await probe.ReadGuestAsync(new GuestId(ProbeFor.Lab, 100), "pve1", GuestKind.Vm, ProbeFor.Cancellation)).Value.Status
            .ShouldBe(status);
    }

    [Fact]
    public async Task A_running_task_has_no_end_and_what_a_row_lacks_is_in_its_upid()
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json("""
            {"data":[{"upid":"UPID:pve1:0000027D:0000749B:6B053E26:qmstart:100:mon@pve!t1:","status":"RUNNING"},{"upid":"garbage"},null]}
            """));
        using var probe = ProbeFor.Servers(server);
        var query = new TaskQuery(DateTimeOffset.FromUnixTimeSeconds(1795505000), "qmstart", 100, 5);
        (await probe.ReadTasksAsync(ProbeFor.Pve1, query, ProbeFor.Cancellation)).Value.ShouldBe(
        [
            new PveTask("UPID:pve1:0000027D:0000749B:6B053E26:qmstart:100:mon@pve!t1:", "pve1", "qmstart", "100", "mon@pve!t1",
                DateTimeOffset.FromUnixTimeSeconds(1795505702), null, null),
        ]);
        server.Requests.Single().Path
            .ShouldBe("/api2/json/nodes/pve1/tasks?source=all&limit=5&since=1795505000&typefilter=qmstart&vmid=100");
    }

    [Fact]
    public async Task Replication_jobs_and_disabled_storages_are_read_as_meant()
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json("""
            {"data":[{"id":"100-0","guest":"100","target":"pve2","fail_count":"3","error":"boom\n","last_sync":0,"duration":1.5},{"id":"101-1","last_sync":1795505702,"disable":1}]}
            """));
        using var probe = ProbeFor.Servers(server);
        (await probe.ReadReplicationAsync(ProbeFor.Pve1, ProbeFor.Cancellation)).Value.ShouldBe(
        [
            new ReplicationSample("100-0", 100, "pve2", 3, "boom", null, false),
            new ReplicationSample("101-1", 101, null, 0, null, DateTimeOffset.FromUnixTimeSeconds(1795505702), true),
        ]);
        server.Script = Answers.Json(
            """{"data":[{"storage":"off","enabled":0,"active":0},{"storage":"dead","enabled":1,"active":0,"total":0},{"storage":"old","active":"1"}]}""");
        (await probe.ReadStoragesAsync(ProbeFor.Pve1, ProbeFor.Cancellation)).Value.Select(static s => (s.Storage, s.Active, s.Disabled))
            .ShouldBe([("off", false, true), ("dead", false, false), ("old", true, false)]);
    }

    [Fact]
    public async Task Whatever_becomes_of_fields_an_answer_stays_readable()
    {
        await using var server = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.Servers(server);
        var answers = new (string Recording, Func<Task<ProbeFailure?>> Read)[]
        {
            ("cluster_resources_all_running",
                async () => (await probe.ReadResourcesAsync(ProbeFor.Lab, new CollectingSink(), ProbeFor.Cancellation)).Failure),
            ("cluster_status_3_online", async () => (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure),
            ("qemu_status_current_ha_managed",
                async () =>
                    (await probe.ReadGuestAsync(new GuestId(ProbeFor.Lab, 1), "pve1", GuestKind.Vm, ProbeFor.Cancellation)).Failure),
            ("all_node_services", async () => (await probe.ReadServicesAsync(ProbeFor.Pve1, ProbeFor.Cancellation)).Failure),
            ("all_node_storage", async () => (await probe.ReadStoragesAsync(ProbeFor.Pve1, ProbeFor.Cancellation)).Failure),
            ("all_node_certificates_info", async () => (await probe.ReadCertificatesAsync(ProbeFor.Pve1, ProbeFor.Cancellation)).Failure),
            ("all_node_tasks", async () => (await probe.ReadTasksAsync(ProbeFor.Pve1, new TaskQuery(), ProbeFor.Cancellation)).Failure),
            ("qemu_list_with_paused",
                async () => (await probe.ReadGuestsAsync(ProbeFor.Pve1, GuestKind.Vm, ProbeFor.Cancellation)).Failure),
            ("all_not_backed_up", async () => (await probe.ReadNotBackedUpAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure),
        };
        foreach (var (recording, read) in answers)
        {
            var original = Recording.Body(recording).ToJsonString();
            await Gen.Int[0, int.MaxValue].SampleAsync(
                async seed =>
                {
                    var body = Mutated(JsonNode.Parse(original)!, new Random(seed));
                    server.Script = Answers.Json(body);
                    (await read()).ShouldBeNull($"{recording} with seed {seed.ToString(CultureInfo.InvariantCulture)}: {body}");
                },
                iter: 60,
                threads: 1);
        }
    }

    private static string Mutated(JsonNode body, Random random)
    {
        var rows = body["data"] is JsonArray array ? array.Select(static r => r!.AsObject()) : [body["data"]!.AsObject()];
        foreach (var row in rows)
        {
            foreach (var field in row.Select(static f => f.Key).ToArray())
            {
                switch (random.Next(4))
                {
                    case 0: row.Remove(field); break;
                    case 1: row[field] = JsonNode.Parse(Anything[random.Next(Anything.Length)]); break;
                    case 2: row["new-" + field] = JsonNode.Parse(Anything[random.Next(Anything.Length)]); break;
                }
            }
        }

        // No writer of ours writes half a surrogate pair.
        return body.ToJsonString().Replace("(half)", "web\\ud83d", StringComparison.Ordinal);
    }

    private sealed class ChokingSink(int vmid) : IResourceSink
    {
        public List<string> Seen { get; } = [];

        public void Guest(in GuestSample guest)
        {
            if (guest.Vmid == vmid) throw new InvalidOperationException("broken by the test");
            Seen.Add(guest.Vmid.ToString(CultureInfo.InvariantCulture));
        }

        public void Node(in NodeSample node)
        {
        }

        public void Storage(in StorageSample storage)
        {
        }

        public void Unreadable(UnreadableRow row) => Seen.Add(row.ToString());
    }
}
