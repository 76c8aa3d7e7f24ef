using OrleansMonitor.Simulator.Clusters;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Simulator.Tests;

/// <summary>Snapshots, clones and restores: who holds which lock (api-facts §4), and which task tells of it (§5).</summary>
public sealed class CopyTests
{
    private static async Task<string> LockAsync(SimulatorFixture simulator, string id) =>
        (await simulator.RowAsync(id)).TryGetProperty("lock", out var value) ? value.GetString()! : "";

    private static async Task<string[]> TasksAsync(SimulatorFixture simulator, string node, int vmid) =>
        [.. (await simulator.DataAsync($"nodes/{node}/tasks?vmid={vmid}&source=all")).EnumerateArray()
            .Select(task => $"{task.GetProperty("type")} {task.GetProperty("user")} {task.GetProperty("status")}").Order()];

    [Fact]
    public async Task A_snapshot_locks_a_guest_that_runs_on()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.SnapshotGuest(100, "alice@pve");
        (await LockAsync(simulator, "qemu/100")).ShouldBe("snapshot");
        simulator.Cluster.Guest(100).Status.ShouldBe("running");
        simulator.Cluster.ShutdownGuest(100, "bob@pve");
        simulator.Pass(3);
        (await LockAsync(simulator, "qemu/100")).ShouldBe("");
        (await TasksAsync(simulator, "pve1", 100)).ShouldBe(["qmshutdown bob@pve VM is locked (snapshot)", "qmsnapshot alice@pve OK"]);
    }

    [Theory]
    [InlineData(100, "qemu", "pve1", "", "clone", "qmclone")]
    [InlineData(102, "lxc", "pve3", "disk", "create", "vzclone")]
    public async Task A_clone_is_locked_and_stopped_until_it_is_there(
    int vmid, string kind, string node, string own, string ofCopy, string type)
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.CloneGuest(vmid, 400, "alice@pve");
        simulator.Cluster.Guest(400).Kind.ShouldBe(kind);
        (await LockAsync(simulator, $"{kind}/{vmid}")).ShouldBe(own);
        (await LockAsync(simulator, $"{kind}/400")).ShouldBe(ofCopy);
        simulator.Cluster.StartGuest(400, "alice@pve");
        simulator.Pass(21);
        (await LockAsync(simulator, $"{kind}/{vmid}")).ShouldBe("");
        (await LockAsync(simulator, $"{kind}/400")).ShouldBe("");
        simulator.Cluster.Guest(400).Status.ShouldBe("stopped");
        (await TasksAsync(simulator, node, vmid)).ShouldBe([$"{type} alice@pve OK"]);
        Should.Throw<ArgumentException>(() => simulator.Cluster.CloneGuest(vmid, 400)).Message
            .ShouldContain("There is a guest 400 already");
    }

    [Fact]
    public async Task A_restore_takes_a_stopped_guest_and_locks_it()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.RestoreGuest(100, "alice@pve");
        simulator.Cluster.StopGuest(100, "alice@pve");
        simulator.Pass(2);
        simulator.Cluster.RestoreGuest(100, "alice@pve");
        (await LockAsync(simulator, "qemu/100")).ShouldBe("create");
        simulator.Pass(21);
        (await LockAsync(simulator, "qemu/100")).ShouldBe("");
        simulator.Cluster.Guest(100).Status.ShouldBe("stopped");
        (await TasksAsync(simulator, "pve1", 100))
            .ShouldBe(["qmrestore alice@pve OK", "qmrestore alice@pve unable to restore VM 100 - it is running", "qmstop alice@pve OK"]);
    }

    [Theory]
    [InlineData(true, "qemu")]
    [InlineData(false, "lxc")]
    public async Task A_guest_is_made_of_the_kind_that_was_asked_for(bool vm, string kind)
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        for (var vmid = 500; vmid < 520; vmid++)
        {
            simulator.Cluster.CreateGuest(vmid, "pve2", vm: vm);
            simulator.Cluster.Guest(vmid).Kind.ShouldBe(kind);
        }
    }

    [Fact]
    public async Task A_guests_load_stays_where_it_was_set_until_it_may_drift_again()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0, Churn = 1 });
        simulator.Cluster.SetGuestLoad(100, cpu: 0.9, memory: 0.95);
        simulator.Pass(600);
        var row = await simulator.RowAsync("qemu/100");
        row.GetProperty("cpu").GetDouble().ShouldBe(0.9, 0.01);
        (row.GetProperty("mem").GetDouble() / row.GetProperty("maxmem").GetDouble()).ShouldBe(0.95, 0.01);
        simulator.Cluster.SetGuestLoad(100, cpu: null, memory: null);
        simulator.Pass(15);
        (await simulator.RowAsync("qemu/100")).GetProperty("cpu").GetDouble().ShouldBeLessThan(0.7);
    }

    [Fact]
    public async Task A_cluster_begins_with_the_guests_that_its_options_say()
    {
        var options = new SimulatorOptions { Guests = 60, Seed = 5, StoppedShare = 0.3 };
        await using var simulator = await SimulatorFixture.StartAsync(options);
        SimulatedCluster.GuestsAtStart(options).ShouldBe(simulator.Cluster.Guests);
        Should.Throw<ArgumentException>(() => SimulatedCluster.GuestsAtStart(new() { Nodes = 0 }));
    }

    [Fact]
    public async Task Whoever_pins_a_certificate_refuses_the_one_that_replaces_it()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        async Task<string> ServedBy(int node, string of)
        {
            var all = (await simulator.DataAsync($"nodes/{of}/certificates/info", simulator.ClientFor(node))).EnumerateArray();
            return all.Single(one => one.GetProperty("filename").GetString() == "pve-ssl.pem").GetProperty("fingerprint").GetString()!;
        }

        simulator.Cluster.ReplaceCertificate("pve1");
        await Should.ThrowAsync<HttpRequestException>(() => ServedBy(0, "pve1"));
        var replaced = await ServedBy(1, "pve1");
        replaced.ShouldNotBe(simulator.Proxmox.Fingerprint);
        (await ServedBy(1, "pve2")).ShouldBe(simulator.Proxmox.Fingerprint);
        (await simulator.DataAsync("nodes", simulator.ClientFor(1))).EnumerateArray()
            .Single(row => row.GetProperty("node").GetString() == "pve1").GetProperty("ssl_fingerprint").GetString().ShouldBe(replaced);
        simulator.Cluster.ReplaceCertificate("pve1", former: true);
        (await ServedBy(0, "pve1")).ShouldBe(simulator.Proxmox.Fingerprint);
    }
}
