using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Grains.Polling;

/// <summary>
/// The tasks that destroyed guests of a node. A node that does not answer leaves what was read of it last: nobody comes back by that.
/// </summary>
internal sealed class Destructions(IProbe probe)
{
    private const int Limit = 500;
    private readonly ConcurrentDictionary<(NodeId Node, string Type), ImmutableArray<PveTask>> _kept = [];

    /// <summary>Reads those of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="since">What began earlier, by the node's clock, matters no more.</param>
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
