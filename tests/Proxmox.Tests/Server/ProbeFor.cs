using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansMonitor.Proxmox.Http;

namespace OrleansMonitor.Proxmox.Tests.Server;

/// <summary>Probes and their parts for tests.</summary>
internal static class ProbeFor
{
    public const string Secret = "5ec2e7aa-1111-2222-3333-444455556666";

    public static readonly ClusterName Lab = ClusterName.Parse("lab");

    public static readonly NodeId Pve1 = new(Lab, "pve1");

    /// <summary>Ends with the test, or after a minute: a call that waits for a fake clock must not hold the run for ever.</summary>
    public static CancellationToken Cancellation
    {
        get
        {
            var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(TimeSpan.FromMinutes(1));
            return limit.Token;
        }
    }

    public static ClusterConnection Connection(params ScriptedProxmox[] servers) => new()
    {
        Name = Lab,
        Endpoints = [.. servers.Select(static s => s.Address)],
        TokenId = "monitor@pve!read",
        TokenSecret = Secret,
        Tls = new TlsOptions { AllowUntrusted = true },
    };

    public static ProxmoxProbe Servers(params ScriptedProxmox[] servers) => With(Connection(servers));

    public static ProxmoxProbe With(
        ClusterConnection connection, TimeProvider? time = null, ProbeTimeouts? timeouts = null, ILoggerFactory? loggers = null) =>
        new(new FixedClusterConnections([connection]), time ?? TimeProvider.System, loggers ?? NullLoggerFactory.Instance, timeouts);
}
