using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>However a connection breaks, that is an answer about the endpoint and no fault of the monitor's.</summary>
public sealed class BrokenConnectionTests
{
    public static TheoryData<string> Ways => ["socket", "io", "disposed", "http"];

    [Theory, MemberData(nameof(Ways))]
    public async Task A_read_fails_a_ping_finds_silence_and_what_acts_was_not_sent(string how)
    {
        var connections = new FixedClusterConnections([new()
        {
            Name = ProbeFor.Lab, Endpoints = [new("https://127.0.0.1:8006")], TokenId = "monitor@pve!read", TokenSecret = "a",
            ActTokenId = "monitor@pve!act", ActTokenSecret = "b",
        }]);
        using var probe = new ProxmoxProbe(connections, TimeProvider.System, NullLoggerFactory.Instance, transport: new Breaking(how));
        using var actuator = new ProxmoxActuator(connections, TimeProvider.System, NullLoggerFactory.Instance, probe: probe);

        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure!.Kind.ShouldBe(ProbeFailureKind.Transport);
        (await probe.PingAsync(new(ProbeFor.Lab, "pve1"), "127.0.0.1", ProbeFor.Cancellation)).ShouldBe(NodeReaction.None);
        (await actuator.StartAsync()).Kind.ShouldBe(ActResultKind.NotSent);
    }

    private sealed class Breaking(string how) : IProxmoxTransport
    {
        public HttpMessageHandler Pooled(SslClientAuthenticationOptions tls, TimeSpan? connect, TimeSpan lifetime) => new Handler(how);

        public HttpMessageHandler Single(SslClientAuthenticationOptions tls, TimeSpan connect, Action connected) => new Handler(how);

        private sealed class Handler(string how) : HttpMessageHandler
        {
            // The first is what the HTTP client lets out where the other side closes just as the connection is made.
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
                throw (how switch
                {
                    "socket" => new SocketException((int)SocketError.NotConnected),
                    "io" => new IOException("cut"),
                    "disposed" => new ObjectDisposedException("connection"),
                    _ => (Exception)new HttpRequestException(HttpRequestError.ConnectionError),
                });
        }
    }
}
