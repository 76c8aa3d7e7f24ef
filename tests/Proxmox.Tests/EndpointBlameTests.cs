using OrleansMonitor.Proxmox.Failures;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>Which failures count against the endpoint that was asked, and which against the node that a call was passed on to.</summary>
public sealed class EndpointBlameTests
{
    private const string Html = "<html>no</html>";

    // A status of the answer, and whom a call about the cluster and one about a node blame.
    [Theory]
    [InlineData(401, "Authentication failed!", "", "Endpoint", "Node")]
    [InlineData(403, "Permission check failed (/, Sys.Audit)", "", "Cluster", "Cluster")]
    [InlineData(400, "Parameter verification failed.", "{}", "Cluster", "Cluster")]
    [InlineData(500, "got timeout", "", "Cluster", "Cluster")]
    [InlineData(500, "cluster not ready - no quorum?", "", "Cluster", "Cluster")]
    [InlineData(500, "proxy loop detected", "", "Node", "Node")]
    [InlineData(501, "Method 'GET /nope' not implemented", "", "Cluster", "Cluster")]
    [InlineData(595, "Connection refused", "", "Endpoint", "Node")]
    [InlineData(595, "No route to host", "", "Endpoint", "Node")]
    [InlineData(596, "Connection timed out", "", "Endpoint", "Node")]
    [InlineData(597, "Broken pipe", "", "Endpoint", "Node")]
    [InlineData(599, "Too many redirections", "", "Endpoint", "Node")]
    [InlineData(502, "Bad Gateway", Html, "Endpoint", "Endpoint")]
    [InlineData(503, "Service Unavailable", Html, "Endpoint", "Endpoint")]
    [InlineData(404, "Not Found", Html, "Endpoint", "Endpoint")]
    public void An_answer_blames_whom_it_is_about(int status, string text, string body, string ofCluster, string ofNode)
    {
        foreach (var (call, scope) in new[] { (Call(null), ofCluster), (Call("pve3"), ofNode) })
            AnswerFailures.Of(status, text, body is "{}", "pve1:8006", call, "monitor@pve!read").Scope.ToString()
                .ShouldBe(scope, $"{status} {text} about {call.Node ?? "the cluster"}");
    }

    // An endpoint that lacks a call of every Proxmox version has a fault of its own; another call may be missing in the whole cluster.
    [Theory]
    [InlineData("resources", "Endpoint")]
    [InlineData("membership", "Endpoint")]
    [InlineData("privileges", "Endpoint")]
    [InlineData("permissions", "Endpoint")]
    [InlineData("backup-coverage", "Cluster")]
    public void A_call_that_is_not_implemented_blames_the_endpoint_if_every_Proxmox_has_it(string call, string scope) =>
        AnswerFailures.Of(501, "Method not implemented", isJson: false, "pve1:8006", Call(null) with { Name = call }, "monitor@pve!read")
            .Scope.ToString().ShouldBe(scope);

    [Theory]
    [InlineData(null, "Endpoint")]
    [InlineData("pve3", "Node")]
    public void Silence_and_a_broken_body_blame_the_node_that_the_call_is_about(string? node, string scope)
    {
        TransportFailures.TimedOut("pve1:8006", Call(node)).Scope.ToString().ShouldBe(scope);
        TransportFailures.OfBody(new IOException("cut"), "pve1:8006", Call(node)).Scope.ToString().ShouldBe(scope);
    }

    [Fact]
    public async Task A_read_about_a_hung_node_leaves_its_healthy_proxy_the_first_to_be_asked()
    {
        await using var proxy = await ScriptedProxmox.StartAsync();
        await using var other = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.Servers(proxy, other);
        foreach (var answer in new[] {
            Answers.With(596, "Connection timed out"), Answers.With(595, "No route to host"), Answers.With(401, "Authentication failed!") })
        {
            (proxy.Script, other.Script) = (answer, answer);
            (await probe.ReadClockAsync(new(ProbeFor.Lab, "pve3"), ProbeFor.Cancellation)).Failure.ShouldNotBeNull();
            (proxy.Script, other.Script) = (Answers.Json("""{"data":[]}"""), Answers.Json("""{"data":[]}"""));
            (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Endpoint.ShouldBe(proxy.Address.Authority);
        }
    }

    private static PveCall Call(string? node) => new("call", "/call", TimeSpan.FromSeconds(5), node);
}
