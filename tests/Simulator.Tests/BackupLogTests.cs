namespace OrleansMonitor.Simulator.Tests;

/// <summary>The log of a backup job, which alone names its guests.</summary>
public sealed class BackupLogTests
{
    private static async Task<string[]> LogAsync(SimulatorFixture simulator, string upid) =>
        [.. (await simulator.DataAsync($"nodes/pve1/tasks/{Uri.EscapeDataString(upid)}/log?limit=10000")).EnumerateArray()
            .Select(line => line.GetProperty("t").GetString()!)];

    [Fact]
    public async Task A_job_of_many_tells_of_each_guest_how_it_ended()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.NextBackupFails(103, "no space left on device");
        var upid = simulator.Cluster.BackupNode("pve1", "snapshot", storage: "nas");
        simulator.Pass(3600);
        var log = await LogAsync(simulator, upid);
        log[0].ShouldBe("INFO: starting new backup job: vzdump --all 1 --mode snapshot --storage nas");
        log.ShouldContain("INFO: Starting Backup of VM 100 (qemu)");
        log.ShouldContain("INFO: Finished Backup of VM 100 (00:00:20)");
        log.Count(line => line.StartsWith("ERROR: ", StringComparison.Ordinal)).ShouldBe(1);
        log.ShouldContain("ERROR: Backup of VM 103 failed - no space left on device");
        log[^2..].ShouldBe(["INFO: Backup job finished with errors", "TASK ERROR: job errors"]);
    }

    [Fact]
    public async Task A_stop_mode_job_may_leave_a_guest_off()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { StoppedShare = 0 });
        simulator.Cluster.NextBackupFails(100, "job failed", leavesOff: true);
        var upid = simulator.Cluster.BackupGuest(100, "stop");
        simulator.Pass(60);
        var current = await simulator.DataAsync("nodes/pve1/qemu/100/status/current");
        (current.GetProperty("status").GetString(), current.TryGetProperty("lock", out _)).ShouldBe(("stopped", false));
        var log = await LogAsync(simulator, upid);
        log.ShouldContain("INFO: backup mode: stop");
        log.ShouldContain("INFO: stopping virtual guest");
        log.ShouldNotContain(line => line.Contains("again after", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_guest_that_leaves_its_node_fails_the_job_that_was_to_come_to_it()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        var upid = simulator.Cluster.BackupNode("pve1");
        simulator.Cluster.MigrateGuest(103, "pve2");
        simulator.Pass(3600);
        var log = await LogAsync(simulator, upid);
        log.Where(line => line.StartsWith("ERROR: ", StringComparison.Ordinal))
            .ShouldBe(["ERROR: Backup of VM 103 failed - unable to find configuration file for VM 103 on node 'pve1'"], ignoreOrder: true);
    }

    [Fact]
    public async Task Nobody_backs_up_or_destroys_what_is_on_a_node_without_power()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.PowerOffNode("pve1");
        Should.Throw<ArgumentException>(() => simulator.Cluster.BackupGuest(100)).Message.ShouldContain("pve1 has no power");
        Should.Throw<ArgumentException>(() => simulator.Cluster.DestroyGuest(100)).Message.ShouldContain("pve1 has no power");
        simulator.Cluster.Guest(100).Node.ShouldBe("pve1");
    }
}
