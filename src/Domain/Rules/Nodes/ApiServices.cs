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

    // Both start a while after the node boots and joins its cluster.
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

    /// <summary>Whether a node has been up long enough for its API, by metrics that are current.</summary>
    /// <param name="pulse">Its pulse; null if it is not known.</param>
    /// <param name="at">When its row was read.</param>
    public static bool IsExpected(NodePulse? pulse, DateTimeOffset at) =>
        pulse is { Uptime: { } uptime } && uptime >= Startup.TotalSeconds && at - pulse.Value.MovedAt <= pulse.Value.FrozenAfter;

    /// <summary>Assesses the services of an API.</summary>
    /// <param name="node">The node.</param>
    /// <param name="refused">The refused API; null if it was not refused.</param>
    public static IEnumerable<Assessment> Assess(NodeId node, RefusedApi? refused)
    {
        if (refused is null) yield break;
        yield return Assess(
            node, refused.Service, Presence.Present, $"{node.Name} is online, and its API refuses connections: {refused.Reason}");
        if (refused.Service == Daemon) yield return Assess(node, Proxy, Presence.Absent, "it passes calls on");
    }

    private static Assessment Assess(NodeId node, string service, Presence presence, string reason) => new(
        ConditionType.ServiceDown, EntityId.Service(node, service), presence, Severity.Error,
        $"Service {service} on {node.Name} is down", reason);
}

/// <summary>A node's API that refuses connections.</summary>
/// <param name="Service">The dead service.</param>
/// <param name="Reason">The answer that proves it.</param>
[GenerateSerializer, Immutable, Alias("refused-api")]
public sealed record RefusedApi([property: Id(0)] string Service, [property: Id(1)] string Reason);
