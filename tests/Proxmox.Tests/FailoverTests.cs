using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>A cluster is read as long as one endpoint gives its word.</summary>
public sealed class FailoverTests
{
    private const string Ok = """{"data":[]}""";

    [Fact]
    public async Task A_dead_endpoint_is_left_for_another_and_stays_so()
    {
        await using var alive = await ScriptedProxmox.StartAsync();
        var connection = ProbeFor.Connection(alive) with { Endpoints = [DeadEndpoint(), alive.Address] };
        using var probe = ProbeFor.With(connection);
        var first = await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        first.Failure.ShouldBeNull();
        first.Endpoint.ShouldBe(alive.Address.Authority);
        probe.RequestsInLastMinute(ProbeFor.Lab).ShouldBe(2);
        await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        probe.RequestsInLastMinute(ProbeFor.Lab).ShouldBe(3);
    }

    [Theory]
    [InlineData(400, "Parameter verification failed.")]
    [InlineData(500, "got timeout")]
    public async Task An_endpoint_that_refuses_what_nothing_can_be_wrong_with_is_left_for_another(int status, string text)
    {
        await using var broken = await ScriptedProxmox.StartAsync(Answers.With(status, text));
        await using var sound = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.Servers(broken, sound);

        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Endpoint.ShouldBe(sound.Address.Authority);
        sound.Script = Answers.With(status, text);
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure!.Kind.ShouldBe(ProbeFailureKind.Refused);
    }

    [Fact]
    public async Task An_endpoint_that_failed_is_asked_again_when_the_other_one_fails()
    {
        await using var a = await ScriptedProxmox.StartAsync(Answers.With(401, "Authentication failed!"));
        await using var b = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.Servers(a, b);
        await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        a.Script = Answers.Json(Ok);
        b.Script = Answers.With(401, "Authentication failed!");
        var result = await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        result.Endpoint.ShouldBe(a.Address.Authority);
        result.Failure.ShouldBeNull();
    }

    [Fact]
    public async Task Of_two_other_endpoints_the_one_that_failed_lately_is_asked_last_until_its_back_off_ends()
    {
        var time = new FakeTimeProvider();
        await using var a = await ScriptedProxmox.StartAsync(Answers.With(401, "Authentication failed!"));
        await using var b = await ScriptedProxmox.StartAsync();
        await using var c = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.With(ProbeFor.Connection(a, b, c), time);
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Endpoint.ShouldBe(b.Address.Authority);
        b.Script = Answers.With(401, "Authentication failed!");
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Endpoint.ShouldBe(c.Address.Authority);
        a.Requests.Count.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(31));
        (a.Script, c.Script) = (Answers.Json(Ok), Answers.With(401, "Authentication failed!"));
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Endpoint.ShouldBe(a.Address.Authority);
        b.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_401_of_one_endpoint_is_no_refused_token_where_another_endpoint_takes_it()
    {
        await using var a = await ScriptedProxmox.StartAsync(Answers.With(401, "Authentication failed!"));
        await using var b = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.Servers(a, b);
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure.ShouldBeNull();
    }

    [Fact]
    public async Task A_401_of_every_endpoint_is_a_refused_token()
    {
        await using var a = await ScriptedProxmox.StartAsync(Answers.With(401, "Authentication failed!"));
        await using var b = await ScriptedProxmox.StartAsync(Answers.With(401, "Authentication failed!"));
        using var probe = ProbeFor.Servers(a, b);
        var failure = (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure!;
        failure.Kind.ShouldBe(ProbeFailureKind.Unauthorised);
        failure.Message.ShouldContain(a.Address.Authority);
        failure.Message.ShouldContain(b.Address.Authority);
    }

    [Fact]
    public async Task A_401_beside_a_dead_endpoint_is_not_yet_a_refused_token()
    {
        await using var a = await ScriptedProxmox.StartAsync(Answers.With(401, "Authentication failed!"));
        using var probe = ProbeFor.With(ProbeFor.Connection(a) with { Endpoints = [a.Address, DeadEndpoint()] });
        var failure = (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure!;
        failure.Kind.ShouldBe(ProbeFailureKind.Transport);
        failure.Message.ShouldContain("connection refused");
        failure.Message.ShouldContain("401");
    }

    [Fact]
    public async Task An_untrusted_certificate_beside_a_dead_endpoint_is_what_a_person_is_told_to_mend()
    {
        await using var untrusted = await ScriptedProxmox.StartAsync();
        var connection = ProbeFor.Connection() with { Endpoints = [DeadEndpoint(), untrusted.Address], Tls = new TlsOptions() };
        using var probe = ProbeFor.With(connection);
        var failure = (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure!;
        failure.Kind.ShouldBe(ProbeFailureKind.UntrustedCertificate);
        failure.Advice.ShouldContain("pin it");
        failure.Message.ShouldContain("connection refused");
    }

    [Fact]
    public async Task A_node_that_one_endpoint_cannot_reach_is_asked_for_through_another()
    {
        await using var a = await ScriptedProxmox.StartAsync(Answers.With(595, "Connection refused"));
        await using var b = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.Servers(a, b);
        (await probe.ReadServicesAsync(ProbeFor.Pve1, ProbeFor.Cancellation)).Failure.ShouldBeNull();
    }

    [Fact]
    public async Task A_node_that_two_endpoints_cannot_reach_is_unreachable_and_the_third_is_not_bothered()
    {
        await using var a = await ScriptedProxmox.StartAsync(Answers.With(595, "No route to host"));
        await using var b = await ScriptedProxmox.StartAsync(Answers.With(595, "No route to host"));
        await using var c = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.Servers(a, b, c);
        (await probe.ReadServicesAsync(ProbeFor.Pve1, ProbeFor.Cancellation)).Failure!.Kind.ShouldBe(ProbeFailureKind.NodeUnreachable);
        c.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(403, "Permission check failed (/, Sys.Audit)")]
    [InlineData(500, "cluster not ready - no quorum?")]
    public async Task The_cluster_s_own_word_is_not_asked_for_twice(int status, string reason)
    {
        await using var a = await ScriptedProxmox.StartAsync(Answers.With(status, reason));
        await using var b = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.Servers(a, b);
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure.ShouldNotBeNull();
        b.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_endpoint_that_lacks_a_call_of_every_Proxmox_is_replaced_by_another()
    {
        await using var broken = await ScriptedProxmox.StartAsync(Answers.With(501, "Method not implemented"));
        await using var other = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.Servers(broken, other);

        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure.ShouldBeNull();
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_answer_is_tried_once_more()
    {
        await using var server = await ScriptedProxmox.StartAsync();
        var answers = 0;
        server.Script = context => Interlocked.Increment(ref answers) == 1 ? Answers.Abort(context) : Answers.Json(Ok)(context);
        using var probe = ProbeFor.Servers(server);
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure.ShouldBeNull();
        answers.ShouldBe(2);
        server.Script = Answers.Abort;
        var failure = (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure!;
        failure.Kind.ShouldBe(ProbeFailureKind.Transport);
        failure.Message.ShouldContain("without an answer");
        probe.RequestsInLastMinute(ProbeFor.Lab).ShouldBe(4);
    }

    [Fact]
    public async Task A_changed_connection_takes_effect_with_the_next_call()
    {
        await using var a = await ScriptedProxmox.StartAsync();
        await using var b = await ScriptedProxmox.StartAsync();
        var connections = new ChangingConnections { Current = ProbeFor.Connection(a) };
        using var probe =
            new ProxmoxProbe(connections, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Endpoint.ShouldBe(a.Address.Authority);
        connections.Current = ProbeFor.Connection(b);
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Endpoint.ShouldBe(b.Address.Authority);
        probe.RequestsInLastMinute(ProbeFor.Lab).ShouldBe(2);
    }

    [Fact]
    public async Task A_member_without_quorum_is_left_for_one_that_has_it()
    {
        await using var cutOff =
            await ScriptedProxmox.StartAsync(Answers.Json("""{"data":[{"type":"cluster","name":"lab","quorate":0}]}"""));
        await using var quorate =
            await ScriptedProxmox.StartAsync(Answers.Json("""{"data":[{"type":"cluster","name":"lab","quorate":1}]}"""));
        using var probe = ProbeFor.Servers(cutOff, quorate);
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Value!.Quorate.ShouldBe(true);
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Endpoint.ShouldBe(quorate.Address.Authority);
        cutOff.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Where_no_member_has_quorum_that_is_the_answer()
    {
        await using var a = await ScriptedProxmox.StartAsync(Answers.Json("""{"data":[{"type":"cluster","name":"lab","quorate":0}]}"""));
        await using var b = await ScriptedProxmox.StartAsync(Answers.With(401, "Authentication failed!"));
        using var probe = ProbeFor.Servers(a, b);
        var result = await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        result.Value!.Quorate.ShouldBe(false);
        result.Endpoint.ShouldBe(a.Address.Authority);
        await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation);
        b.Requests.Count.ShouldBe(1);
    }

    internal static Uri DeadEndpoint()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return new Uri($"https://127.0.0.1:{((IPEndPoint)socket.LocalEndpoint).Port}");
    }

    private sealed class ChangingConnections : IClusterConnections
    {
        public ClusterConnection? Current { get; set; }

        public ClusterConnection? Find(ClusterName cluster) => Current;
    }
}
