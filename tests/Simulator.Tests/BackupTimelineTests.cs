using System.Text.Json;

namespace OrleansMonitor.Simulator.Tests;

/// <summary>The recorded time lines of vzdump: what a monitor must not call a crash (api-facts §5).</summary>
public sealed class BackupTimelineTests
{
    private static async Task<List<string>> LiveAsync(SimulatorFixture simulator, string path, double seconds)
    {
        var seen = new List<string>();
        for (var at = 0.0; at <= seconds; at += 0.25)
        {
            var current = await simulator.DataAsync(path);
            string Field(string name) => current.TryGetProperty(name, out var value) ? value.ToString() : "";
            var now = $"{Field("status")}/{Field("qmpstatus")}/{Field("lock")}";
            if (seen.Count == 0 || seen[^1] != now) seen.Add(now);
            simulator.Pass(0.25);
        }

        return seen;
    }

    private static async Task<string[]> TasksAsync(SimulatorFixture simulator, int vmid) =>
        [.. (await simulator.DataAsync($"nodes/pve1/tasks?vmid={vmid}&source=all")).EnumerateArray()
            .Select(task => $"{task.GetProperty("type")} {task.GetProperty("user")} {task.GetProperty("status")}").Order()];

    private static async Task<string[]> LogAsync(SimulatorFixture simulator, string upid) =>
        [.. (await simulator.DataAsync($"nodes/pve1/tasks/{upid}/log")).EnumerateArray()
            .Select(line => line.GetProperty("t").GetString()!)];

    [Fact]
    public async Task A_snapshot_backup_only_locks()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.BackupGuest(100, "snapshot", "alice@pve");
        (await LiveAsync(simulator, "nodes/pve1/qemu/100/status/current", 25))
            .ShouldBe(["running/running/", "running/running/backup", "running/running/"]);
        (await TasksAsync(simulator, 100)).ShouldBe(["vzdump alice@pve OK"]);
    }

    [Fact]
    public async Task A_stop_backup_of_a_vm_stops_briefly_and_has_a_shutdown_by_root_but_no_start()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.BackupGuest(100, "stop", "alice@pve");
        (await LiveAsync(simulator, "nodes/pve1/qemu/100/status/current", 30)).ShouldBe(
            ["running/running/", "running/running/backup", "stopped/stopped/backup", "running/prelaunch/backup", "running/running/backup",
                "running/running/"]);
        (await TasksAsync(simulator, 100)).ShouldBe(["qmshutdown root@pam OK", "vzdump alice@pve OK"]);
    }

    [Fact]
    public async Task A_stop_backup_of_a_container_stops_it_for_the_whole_copy_within_one_task()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        simulator.Cluster.BackupGuest(106, "stop", "alice@pve");
        (await LiveAsync(simulator, "nodes/pve1/lxc/106/status/current", 25)).ShouldBe(["running//", "stopped//backup", "running//"]);
        (await TasksAsync(simulator, 106)).ShouldBe(["vzdump alice@pve OK"]);
    }

    [Fact]
    public async Task A_suspend_backup_pauses_and_resumes_as_root()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.BackupGuest(100, "suspend", "alice@pve");
        (await LiveAsync(simulator, "nodes/pve1/qemu/100/status/current", 25)).ShouldContain("running/paused/backup");
        (await TasksAsync(simulator, 100)).ShouldBe(["qmpause root@pam OK", "qmresume root@pam OK", "vzdump alice@pve OK"]);
    }

    [Fact]
    public async Task A_backup_of_a_stopped_vm_shows_prelaunch_and_stops_again()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.StopGuest(100);
        simulator.Pass(20);
        simulator.Cluster.BackupGuest(100, "snapshot", "alice@pve");
        var changes = await new Sampler(simulator).WatchAsync("qemu/100", 45);
        changes.Select(change => change.Row.Split('|')[0] + change.Row.Split('|')[2]).Distinct()
            .ShouldBe(["stopped", "stoppedbackup", "prelaunchbackup", "prelaunch"], ignoreOrder: false);
        changes[^1].Row.ShouldStartWith("stopped");
    }

    [Fact]
    public async Task A_vm_that_somebody_resumes_in_its_backup_keeps_running()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.StopGuest(100);
        simulator.Pass(20);
        simulator.Cluster.BackupGuest(100, "snapshot", "alice@pve");
        simulator.Pass(3);
        simulator.Cluster.SetQmpStatus(100, "running");
        (await LiveAsync(simulator, "nodes/pve1/qemu/100/status/current", 25)).ShouldBe(["running/running/backup", "running/running/"]);
    }

    [Fact]
    public async Task Of_several_backups_on_a_node_one_is_at_work_and_the_others_wait()
    {
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 20, StoppedShare = 0 });
        simulator.Cluster.BackupGuest(100, "snapshot", "alice@pve");
        var second = simulator.Cluster.BackupGuest(103, "snapshot", "alice@pve")!;
        simulator.Pass(5);
        async Task<string?> LockOf(int vmid) =>
            (await simulator.DataAsync($"nodes/pve1/qemu/{vmid}/status/current")).TryGetProperty("lock", out var held)
            ? held.GetString() : null;
        (await LockOf(100), await LockOf(103)).ShouldBe(("backup", null));
        (await LogAsync(simulator, second)).ShouldBe(["INFO: trying to get global lock - waiting..."]);

        simulator.Cluster.KillBackupWorker(100);
        simulator.Pass(1);
        (await LockOf(103)).ShouldBe("backup");
        (await LogAsync(simulator, second))[1].ShouldBe("INFO: got global lock");
    }

    [Fact]
    public async Task A_failed_backup_ends_with_job_errors()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.FailBackup(100);
        simulator.Pass(10);
        (await TasksAsync(simulator, 100)).ShouldBe(["vzdump root@pam job errors"]);
        (await simulator.DataAsync("nodes/pve1/tasks?errors=1")).GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_start_is_refused_while_the_guest_is_locked()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.StopGuest(100);
        simulator.Pass(2);
        simulator.Cluster.SetLock(100, "backup");
        var upid = await simulator.PostAsync("nodes/pve1/qemu/100/status/start");
        JsonElement status = await simulator.DataAsync($"nodes/pve1/tasks/{upid}/status");
        status.GetProperty("exitstatus").GetString().ShouldBe("VM is locked (backup)");
        simulator.Cluster.StartRequests(100).ShouldBe(1);
    }
}
