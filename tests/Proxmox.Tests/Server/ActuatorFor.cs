using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Proxmox.Acting;
using OrleansMonitor.Simulator;

namespace OrleansMonitor.Proxmox.Tests.Server;

/// <summary>Actuators for tests.</summary>
internal static class ActuatorFor
{
    public const string Secret = "ac7ac7ac-1111-2222-3333-444455556666";

    public static readonly GuestId Guest = new(ProbeFor.Lab, 100);

    public static readonly ClusterMember Pve1 = new("pve1", Online: true, Local: true, "127.0.0.1");

    public static ClusterConnection Connection(params ScriptedProxmox[] servers) =>
        ProbeFor.Connection(servers) with { ActTokenId = "monitor@pve!act", ActTokenSecret = Secret };

    public static ClusterConnection Connection(SimulatedProxmox simulator) => new()
    {
        Name = ProbeFor.Lab,
        Endpoints = simulator.Endpoints,
        TokenId = simulator.ReadTokenId,
        TokenSecret = simulator.ReadTokenSecret,
        ActTokenId = simulator.ActTokenId,
        ActTokenSecret = simulator.ActTokenSecret,
        Tls = new TlsOptions { Fingerprint = simulator.Fingerprint },
    };

    public static ProxmoxActuator Servers(params ScriptedProxmox[] servers) => With(Connection(servers));

    public static ProxmoxActuator With(
        ClusterConnection connection, TimeProvider? time = null, ActTimeouts? timeouts = null, ILoggerFactory? loggers = null,
        ProxmoxProbe? beside = null) =>
        new(new FixedClusterConnections([connection]), time ?? TimeProvider.System, loggers ?? NullLoggerFactory.Instance,
            timeouts, beside);

    public static Task<ActResult> StartAsync(this ProxmoxActuator actuator) =>
        actuator.SendAsync(RunbookAction.StartGuest(Guest, "pve1", GuestKind.Vm), ProbeFor.Cancellation);
}
