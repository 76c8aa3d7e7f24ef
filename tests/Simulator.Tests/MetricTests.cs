namespace OrleansMonitor.Simulator.Tests;

public sealed class MetricTests
{
    [Fact]
    public async Task What_is_set_shows_after_the_next_round_in_resources_and_at_once_in_live_answers()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        simulator.Cluster.SetNodeMetrics("pve2", cpu: 0.97, memRatio: 0.9, diskRatio: 0.96);
        simulator.Cluster.FillStorage("pve1", "shared", 0.99);
        simulator.Cluster.FillStorage("pve1", "local", 0.88);
        simulator.Cluster.SetGuestDisk(102, 0.93);
        var live = (await simulator.DataAsync("nodes/pve2/status")).GetProperty("rootfs");
        (live.GetProperty("used").GetDouble() / live.GetProperty("total").GetDouble()).ShouldBe(0.96, 0.001);
        (await simulator.DataAsync("nodes/pve3/storage/shared/status")).GetProperty("used").GetInt64()
            .ShouldBeGreaterThan(8_000_000_000_000);

        async Task<double> RatioAsync(string id) =>
            (await simulator.RowAsync(id)) is var row ? row.GetProperty("disk").GetDouble() / row.GetProperty("maxdisk").GetDouble() : 0;
        (await RatioAsync("node/pve2")).ShouldBeLessThan(0.9);
        simulator.Pass(15);
        (await RatioAsync("node/pve2")).ShouldBe(0.96, 0.001);
        (await RatioAsync("storage/pve3/shared")).ShouldBe(0.99, 0.001);
        (await RatioAsync("storage/pve1/local")).ShouldBe(0.88, 0.001);
        (await RatioAsync("storage/pve2/local")).ShouldBeLessThan(0.7);
        (await RatioAsync("lxc/102")).ShouldBe(0.93, 0.001);
        (await simulator.RowAsync("node/pve2")).GetProperty("cpu").GetDouble().ShouldBe(0.97, 0.01);
    }

    [Fact]
    public async Task An_inactive_storage_is_inactive_live_and_unknown_only_when_it_expires()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.SetStorageActive("pve1", "local", active: false);
        simulator.Pass(15);
        (await simulator.DataAsync("nodes/pve1/storage/local/status")).GetProperty("active").GetInt32().ShouldBe(0);
        (await simulator.RowAsync("storage/pve1/local")).GetProperty("status").GetString().ShouldBe("available");
        simulator.Pass(300);
        (await simulator.RowAsync("storage/pve1/local")).GetProperty("status").GetString().ShouldBe("unknown");
    }

    [Fact]
    public async Task Certificates_clocks_and_replication_tell_what_is_wrong_with_them()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.SetCertificateExpiry("pve1", SimulatorFixture.Start.AddDays(3));
        simulator.Cluster.SetClockSkew("pve1", TimeSpan.FromMinutes(5));
        simulator.Cluster.FailReplication(103);
        simulator.Pass(2000);
        var served = (await simulator.DataAsync("nodes/pve1/certificates/info")).EnumerateArray()
            .Single(row => row.GetProperty("filename").GetString() == "pve-ssl.pem");
        served.GetProperty("notafter").GetInt64().ShouldBe(SimulatorFixture.Start.AddDays(3).ToUnixTimeSeconds());
        served.GetProperty("fingerprint").GetString().ShouldBe(simulator.Proxmox.Fingerprint);
        (await simulator.DataAsync("nodes/pve1/time")).GetProperty("time").GetInt64()
            .ShouldBe(simulator.Time.GetUtcNow().ToUnixTimeSeconds() + 300);
        var job = (await simulator.DataAsync("nodes/pve1/replication")).EnumerateArray()
            .Single(row => row.GetProperty("guest").GetInt32() == 103);
        job.GetProperty("fail_count").GetInt32().ShouldBe(3);
        job.TryGetProperty("error", out _).ShouldBeTrue();
        job.GetProperty("last_sync").GetInt64().ShouldBeLessThanOrEqualTo(SimulatorFixture.Start.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task The_guest_agent_answers_when_it_is_there_running_and_awake()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        async Task<string> PingAsync(int vmid)
        {
            using var response = await simulator.Client.PostAsync($"nodes/pve1/qemu/{vmid}/agent/ping", null,
                TestContext.Current.CancellationToken);
            return response.ReasonPhrase!;
        }

        (await PingAsync(103)).ShouldBe("OK");
        simulator.Cluster.PauseGuest(103);
        (await PingAsync(103)).ShouldBe("QEMU guest agent is not running");
        simulator.Cluster.KillGuest(103);
        (await PingAsync(103)).ShouldBe("VM 103 is not running");
    }
}
