namespace OrleansMonitor.Proxmox.Tests;

/// <summary>A task's log, line by line (api-facts §6).</summary>
public sealed class TaskLogTests
{
    private const string Upid = "UPID:pve1:0000027D:0000749B:6B053E26:vzdump::root@pam!nightly:";

    [Fact]
    public async Task It_is_asked_for_beyond_the_fifty_lines_that_proxmox_answers_by_itself_and_read_in_the_order_of_its_numbers()
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json("""
            {"total":3,"data":[{"n":2,"t":"INFO: Starting Backup of VM 100 (qemu)"},{"n":1,"t":"INFO: starting new backup job: vzdump 100 101"},{"n":"3","t":"TASK OK"},{"n":4}]}
            """));
        using var probe = ProbeFor.Servers(server);
        var log = (await probe.ReadTaskLogAsync(ProbeFor.Pve1, Upid, ProbeFor.Cancellation)).Value!;
        log.Lines.ShouldBe(["INFO: starting new backup job: vzdump 100 101", "INFO: Starting Backup of VM 100 (qemu)", "TASK OK"]);
        log.Whole.ShouldBeTrue();
        server.Requests.Single().Path
            .ShouldStartWith("/api2/json/nodes/pve1/tasks/UPID:pve1:0000027D:0000749B:6B053E26:vzdump::root@pam!nightly:/log?");
        server.Requests.Single().Path.ShouldEndWith("start=0&limit=10000");
    }

    [Fact]
    public async Task One_as_long_as_was_asked_for_is_not_known_to_be_whole()
    {
        var lines = string.Join(",", Enumerable.Range(1, 10_000).Select(static number => $$"""{"n":{{number}},"t":"INFO: {{number}}"}"""));
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json($$"""{"data":[{{lines}}]}"""));
        using var probe = ProbeFor.Servers(server);
        var log = (await probe.ReadTaskLogAsync(ProbeFor.Pve1, Upid, ProbeFor.Cancellation)).Value!;
        (log.Lines.Length, log.Whole).ShouldBe((10_000, false));
    }

    [Fact]
    public async Task A_task_that_its_node_does_not_know_any_more_is_a_failure()
    {
        await using var server = await ScriptedProxmox.StartAsync(
            Answers.With(400, "Parameter verification failed.",
                """{"data":null,"message":"Parameter verification failed.\n","errors":{"upid":"no such task"}}"""));
        using var probe = ProbeFor.Servers(server);
        (await probe.ReadTaskLogAsync(ProbeFor.Pve1, Upid, ProbeFor.Cancellation)).Failure!.Message.ShouldContain("no such task");
    }
}
