using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>
/// The two services that serve a node's API: <c>pveproxy</c> takes calls, and hands some of them to <c>pvedaemon</c> (api-facts §1). If one
/// of them is dead, the node's services cannot be listed, so what the calls are answered must prove it.
/// </summary>
public static class ApiServices
{
    private const string Proxy = "pveproxy";
    private const string Daemon = "pvedaemon";

    // Both start a while after the node joins its cluster.
    private static readonly TimeSpan Startup = TimeSpan.FromMinutes(2);

    /// <summary>Returns the dead service; null if none is proved dead.</summary>
    /// <param name="services">Why the services could not be listed, which <c>pvedaemon</c> does; null if they were.</param>
    /// <param name="tasks">Why the tasks could not be listed, which <c>pveproxy</c> does by itself; null if they were.</param>
    public static RefusedApi? Refused(ProbeFailure? services, ProbeFailure? tasks) => (services?.Kind, tasks?.Kind) switch
    {
        (ProbeFailureKind.NodeRefused, null) => new(Daemon, services!.Message),
        (ProbeFailureKind.NodeRefused, ProbeFailureKind.NodeRefused) => new(Proxy, services!.Message),
        _ => null,
    };

    /// <summary>Assesses a refused API.</summary>
    /// <param name="node">The node.</param>
    /// <param name="refused">The refused API; null if its API was not refused.</param>
    /// <param name="online">How long the cluster has reported the node online.</param>
    public static IEnumerable<Assessment> Assess(NodeId node, RefusedApi? refused, TimeSpan online) =>
        refused is null || online < Startup
            ? []
            :
            [
                new(
                    ConditionType.ServiceDown, EntityId.Service(node, refused.Service), Presence.Present, Severity.Error,
                    $"Service {refused.Service} on {node.Name} is down",
                    $"{node.Name} is online, and its API refuses connections: {refused.Reason}"),
            ];
}

/// <summary>A node's API that refuses connections.</summary>
/// <param name="Service">The dead service.</param>
/// <param name="Reason">The answer that proves it.</param>
[GenerateSerializer, Immutable, Alias("refused-api")]
public sealed record RefusedApi([property: Id(0)] string Service, [property: Id(1)] string Reason);
