using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>What is wrong with parts of nodes: services and storages.</summary>
internal sealed class PartFaults(World world, Excuses excuses)
{
    private static readonly HashSet<string> NeverFull = new(["iso", "vztmpl", "import", "none"], StringComparer.Ordinal);

    public IEnumerable<Fault> Find() => [.. world.Services.SelectMany(pair => Down(pair.Key.Node, pair.Key.Service, pair.Value)),
        .. Unavailable(), .. Full()];

    /// <summary>
    /// A service that failed, or that ended though it ran before and nobody stopped it. Whether a service that does not run was active
    /// before is known from its line; one that was dead from the story's begin is not told.
    /// </summary>
    private IEnumerable<Fault> Down(string node, string service, Line<SimulatedServiceState> line)
    {
        var key = $"SERVICE_DOWN:{world.Name}/{node}/{service}";
        if (Switches.IsOff(world, "SERVICE_DOWN", node)) yield break;
        var stops = world.Tasks.Where(task => task.Type == "srvstop" && task.Node == node && task.Id == service)
            .Select(task => task.Ran.From).ToList();
        var silent = Levels.Of(world, world.Start, null, node, highest: true) == 4 ? TimeSpan.FromSeconds(150) : default;
        foreach (var span in line.When(state => state.State != "running").All)
        {
            if (span.From <= world.Start || (line.At(span.From)!.State == "dead"
                && stops.Exists(at => at >= span.From.AddSeconds(-5) && at < span.To))) continue;
            yield return new(FaultKind.ServiceDown, $"{service} on {node}", span, [key])
            {
                Node = node,
                Due = span.From + silent,
                Excused = excuses.ThroughNode(node)
            };
        }
    }

    private IEnumerable<Fault> Unavailable()
    {
        foreach (var ((node, name), line) in world.Storages)
        {
            if (Switches.IsOff(world, "STORAGE_UNAVAILABLE", node)) continue;
            string[] entities = [$"{world.Name}/{node}/{name}", $"{world.Name}/shared/{name}"];
            var off = entities.Any(entity => Switches.IsOffForStorage(world, "STORAGE_UNAVAILABLE", entity));
            foreach (var span in line.When(state => state is { Active: false, InUse: true }).All)
            {
                yield return new(FaultKind.StorageUnavailable, $"{name} on {node}", span,
                    [.. entities.Select(entity => $"STORAGE_UNAVAILABLE:{entity}")])
                {
                    Node = node,
                    Must = !off,
                    Excused = excuses.ThroughNode(node)
                        .Or(world.Sight.Lacks("Datastore.Audit", $"/storage/{name}")),
                };
            }

            // A storage that hangs takes the calls that look at it along, so which one it is cannot be seen: the node's silence is told.
            foreach (var span in world.Nodes[node].When(state => state.StorageHangs).All)
                yield return new(FaultKind.StorageUnavailable, $"{name} on {node}", span,
                    [.. entities.Select(entity => $"STORAGE_UNAVAILABLE:{entity}")])
                { Node = node, Must = false };
        }
    }

    /// <summary>
    /// A shared storage is as full as the fullest of its rows; each row is a cause, and one of them must be told. How full one is that does
    /// not answer nobody can see, so what was told of it may stand.
    /// </summary>
    private IEnumerable<Fault> Full() => Full(unseen: null).Concat(Full(unseen: double.NaN).Select(fault => fault with { Must = false }));

    private IEnumerable<Fault> Full(double? unseen)
    {
        foreach (var ((node, name), line) in world.Storages)
        {
            if (line.Steps is not [var first, ..] || first.Value.Content.Split(',').All(NeverFull.Contains)) continue;
            var entity = first.Value.Shared ? $"{world.Name}/shared/{name}" : $"{world.Name}/{node}/{name}";
            var found = LimitFaults.Of(world, line, state => !state.InUse ? null : state.Active ? state.Used : unseen, 1.0005,
                $"storage {name} of {node}", entity,
                [new("STORAGE_CRITICAL", ["STORAGE_CRITICAL"], (0.95, 0.90)), new("STORAGE_HIGH", ["STORAGE_HIGH"], (0.90, 0.85))],
                (kind, covered) => (kind == "Storage" && covered == entity) || (kind == "Node" && covered == $"{world.Name}/{node}")
                    || (kind == "Cluster" && covered == world.Name));
            foreach (var fault in found)
                yield return fault with
                {
                    Node = node,
                    Excused = excuses.OfNode(node).Or(excuses.Trouble(node)).Or(world.Sight.Lacks("Datastore.Audit", $"/storage/{name}"))
                        .Or(line.When(state => !state.Active))
                };
        }
    }
}
