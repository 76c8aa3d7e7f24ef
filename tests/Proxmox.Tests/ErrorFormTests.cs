namespace OrleansMonitor.Proxmox.Tests;

/// <summary>Each way in which Proxmox says no keeps its meaning (api-facts §1).</summary>
public sealed class ErrorFormTests
{
    public static TheoryData<int, string, string, ProbeFailureKind, string> Forms => new()
    {
        { 401, "No ticket", "", ProbeFailureKind.Unauthorised, "No ticket" },
        { 401, "Authentication failed!", "", ProbeFailureKind.Unauthorised, "Authentication failed!" },
        { 403, "Permission check failed (/, Sys.Audit)", Body("Permission check failed (/, Sys.Audit)\\n"), ProbeFailureKind.Forbidden,
            "Sys.Audit" },
        { 403, "Permission check failed (/vms/100, VM.Audit)", "", ProbeFailureKind.Forbidden, "VM.Audit" },
        { 501, "Method 'GET /nope' not implemented", Body("Method 'GET /nope' not implemented"), ProbeFailureKind.NotImplemented,
            "GET /nope" },
        { 400, "Parameter verification failed.",
            """{"data":null,"message":"Parameter verification failed.\n","errors":{"limit":"value must have a minimum value of 0"}}""",
            ProbeFailureKind.Refused, "limit: value must have" },
        { 500, "binary not installed: /usr/bin/ceph-mon", Body("binary not installed: /usr/bin/ceph-mon\\n"), ProbeFailureKind.Refused,
            "ceph-mon" },
        { 500, "got timeout", "", ProbeFailureKind.Refused, "got timeout" },
        { 500, "Configuration file 'nodes/pve1/qemu-server/777.conf' does not exist",
            Body("Configuration file 'nodes/pve1/qemu-server/777.conf' does not exist\\n"), ProbeFailureKind.GuestMoved, "777.conf" },
        { 500, "Configuration file 'nodes/pve1/lxc/777.conf' does not exist", "", ProbeFailureKind.GuestMoved, "lxc/777.conf" },
        { 500, "hostname lookup 'nope' failed - failed to get address info for: nope: Name or service not known", "",
            ProbeFailureKind.NodeUnreachable, "nope" },
        { 500, "unable to get remote IP address for node 'pve2'", "", ProbeFailureKind.NodeUnreachable, "pve2" },
        { 500, "proxy loop detected", "", ProbeFailureKind.NodeUnreachable, "proxy loop" },
        { 500, "cluster not ready - no quorum?", Body("cluster not ready - no quorum?\\n"), ProbeFailureKind.NoQuorum, "no quorum" },
        { 500, "error", Body("cfs-lock 'file-user_cfg' error: no quorum!"), ProbeFailureKind.NoQuorum, "cfs-lock" },
        { 595, "Connection refused", "", ProbeFailureKind.NodeRefused, "Connection refused" },
        { 595, "No route to host", "", ProbeFailureKind.NodeUnreachable, "No route to host" },
        { 596, "Connection timed out", "", ProbeFailureKind.NodeUnreachable, "Connection timed out" },
        { 596, "error:0A000086:SSL routines::certificate verify failed", "", ProbeFailureKind.NodeUnreachable,
            "certificate verify failed" },
        { 597, "Broken pipe", "", ProbeFailureKind.NodeUnreachable, "Broken pipe" },
        { 599, "Too many redirections", "", ProbeFailureKind.NodeUnreachable, "Too many redirections" },
        { 503, "Service Unavailable", "<html>nginx</html>", ProbeFailureKind.Transport, "503" },
        { 301, "Moved Permanently", "", ProbeFailureKind.InvalidAnswer, "301" },
        { 404, "Not Found", "<html>no</html>", ProbeFailureKind.InvalidAnswer, "404" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_refusal_keeps_its_meaning_and_its_words(int status, string reason, string body, ProbeFailureKind kind, string words)
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.With(status, reason, body));
        using var probe = ProbeFor.Servers(server);
        var result = await probe.ReadGuestAsync(new GuestId(ProbeFor.Lab, 777), "pve1", GuestKind.Vm, ProbeFor.Cancellation);
        result.Failure!.Kind.ShouldBe(kind);
        result.Failure.Message.ShouldContain(words);
        result.Failure.Message.ShouldContain(server.Address.Authority);
        result.Failure.Advice.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("Permission check failed (/, Sys.Audit)",
        "pveum acl modify / --tokens 'monitor@pve!read' --roles MonitorRead --propagate 1")]
    [InlineData("Permission check failed (/vms/100, VM.Audit)", "pveum acl delete /vms/100 --tokens 'monitor@pve!read' --roles NoAccess; ")]
    [InlineData("Permission check failed (/nodes/pve1, Sys.Modify)",
        "pveum acl modify /nodes/pve1 --tokens 'monitor@pve!read' --roles MonitorAct")]
    [InlineData("Permission check failed", "pveum acl modify / --users 'monitor@pve' --roles MonitorRead")]
    public async Task A_missing_privilege_comes_with_the_pveum_line_that_mends_it(string reason, string advice)
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.With(403, reason));
        using var probe = ProbeFor.Servers(server);
        var result = await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        result.Failure!.Advice.ShouldContain(advice);
    }

    [Fact]
    public async Task Every_recorded_refusal_of_a_read_keeps_proxmox_s_words()
    {
        await using var server = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.Servers(server);
        var told = 0;
        foreach (var (name, form) in Recording.File("http_error_forms").AsObject())
        {
            var line = ((string)form!["status_line"]!).Replace("HTTP/1.1 ", "", StringComparison.Ordinal);
            var (status, reason) = (int.Parse(line[..3]), line[4..]);
            if (status is 200 or 301) continue;
            server.Script = Answers.With(status, reason, (string)form["body"]!);
            var result = await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
            result.Failure!.Kind.ShouldBe(Expected(status, reason), name);
            result.Failure.Message.ShouldNotContain("\n");
            if (status != 400) result.Failure.Message.ShouldContain(reason[..^1], customMessage: name);
            told++;
        }

        told.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task A_59x_of_a_call_that_is_not_forwarded_blames_the_endpoint_s_own_daemon()
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.With(595, "Connection refused"));
        using var probe = ProbeFor.Servers(server);
        var result = await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        result.Failure!.Advice.ShouldContain("pvedaemon");
    }

    [Fact]
    public async Task A_cluster_that_is_not_configured_is_said_to_be_so()
    {
        using var probe = ProbeFor.Servers();
        (await probe.ReadMembershipAsync(ClusterName.Parse("nope"), ProbeFor.Cancellation)).Failure!.Kind
            .ShouldBe(ProbeFailureKind.NotConfigured);
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure!.Message.ShouldContain("no endpoint");
        probe.RequestsInLastMinute(ProbeFor.Lab).ShouldBe(0);
    }

    [Fact]
    public async Task The_token_is_never_sent_in_the_clear()
    {
        var connection = ProbeFor.Connection() with { Endpoints = [new Uri("http://127.0.0.1:8006")] };
        using var probe = ProbeFor.With(connection);
        var result = await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        result.Failure!.Kind.ShouldBe(ProbeFailureKind.NotConfigured);
        result.Failure.Message.ShouldContain("not https");
    }

    private static string Body(string message) => $$"""{"data":null,"message":"{{message}}"}""";

    private static ProbeFailureKind Expected(int status, string reason) => status switch
    {
        401 => ProbeFailureKind.Unauthorised,
        403 => ProbeFailureKind.Forbidden,
        501 => ProbeFailureKind.NotImplemented,
        500 when reason.StartsWith("hostname lookup", StringComparison.Ordinal) => ProbeFailureKind.NodeUnreachable,
        500 when reason.StartsWith("Configuration file", StringComparison.Ordinal) => ProbeFailureKind.GuestMoved,
        _ => ProbeFailureKind.Refused,
    };
}
