using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Grains.Polling;

/// <summary>
/// The tasks that destroyed guests of a node. If the node does not answer, the last list applies, since a destruction is final.
/// </summary>
internal sealed class Destructions(IProbe probe)
{
    private const int Limit = 500;
    private readonly ConcurrentDictionary<(NodeId Node, string Type), ImmutableArray<PveTask>> _kept = [];

    /// <summary>Reads the tasks of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="since">Earlier ones are ignored, by the node's clock.</param>
    public async Task<ImmutableArray<PveTask>> Read(NodeId node, DateTimeOffset? since)
    {
        var all = ImmutableArray.CreateBuilder<PveTask>();
        foreach (var type in GuestTaskEvents.Destroying)
        {
            var read = await probe.ReadTasksAsync(node, new(Since: since, Type: type, Limit: Limit), CancellationToken.None);
            if (read.Succeeded) _kept[(node, type)] = read.Value;
            all.AddRange(_kept.GetValueOrDefault((node, type), []));
        }

        return all.ToImmutable();
    }
}
