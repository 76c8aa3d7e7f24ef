using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>Faults of services and storages.</summary>
internal sealed class PartFaults(World world, Excuses excuses)
{
    private static readonly HashSet<string> NeverFull = new(["iso", "vztmpl", "import", "none"], StringComparer.Ordinal);

    private static readonly LimitFaults.LimitStep[] FillLevels =
    [
        new("STORAGE_CRITICAL", ["STORAGE_CRITICAL"], (0.95, 0.90)), new("STORAGE_HIGH", ["STORAGE_HIGH"], (0.90, 0.85)),
    ];

    public IEnumerable<Fault> Find() => [.. world.Services.SelectMany(pair => Down(pair.Key.Node, pair.Key.Service, pair.Value)),
        .. Unavailable(), .. Full()];

    /// <summary>
    /// A service that failed, or that ended without being stopped by a user. One that did not run from the start of the story is not
    /// reported.
    /// </summary>
    private IEnumerable<Fault> Down(string node, string service, Timeline<SimulatedServiceState> line)
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
                Excused = OfService(node, service)
            };
        }
    }

    // The monitor knows of a dead service of the API because the API refuses connections.
    private Spans OfService(string node, string service) => service switch
    {
        "pveproxy" => excuses.ThroughNode(node, "pve-cluster"),
        "pvedaemon" => excuses.ThroughNode(node, "pve-cluster", "pveproxy"),
        _ => excuses.ThroughNode(node),
    };

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
                    MustReport = !off,
                    Excused = excuses.ThroughNode(node)
                        .Or(world.Observability.LacksPrivilege("Datastore.Audit", $"/storage/{name}")),
                };
            }

            // A hanging storage blocks the calls that read storages, so the silent node is reported instead.
            foreach (var span in world.Nodes[node].When(state => state.StorageHangs).All)
                yield return new(FaultKind.StorageUnavailable, $"{name} on {node}", span,
                    [.. entities.Select(entity => $"STORAGE_UNAVAILABLE:{entity}")])
                { Node = node, MustReport = false };
        }
    }

    /// <summary>
    /// A shared storage is as full as the fullest of its rows; each row is a cause, and one of them must be reported. The fill level of an
    /// unavailable storage is unknown, so its incident may stay open.
    /// </summary>
    private IEnumerable<Fault> Full() =>
        Full(unseen: null).Concat(Full(unseen: double.NaN).Select(fault => fault with { MustReport = false })).Concat(StillFull());

    private IEnumerable<Fault> Full(double? unseen)
    {
        foreach (var ((node, name), line) in world.Storages)
        {
            if (line.Steps is not [var first, ..] || first.Value.Content.Split(',').All(NeverFull.Contains)) continue;
            var entity = first.Value.Shared ? $"{world.Name}/shared/{name}" : $"{world.Name}/{node}/{name}";
            double? Used(SimulatedStorageState state)
            {
                if (!state.InUse) return null;
                return state.Active ? state.Used : unseen;
            }

            var found = LimitFaults.Of(world, line, Used, 1.0005,
                $"storage {name} of {node}", entity,
                FillLevels,
                (kind, covered) => (kind == "Storage" && covered == entity) || (kind == "Node" && covered == $"{world.Name}/{node}")
                    || (kind == "Cluster" && covered == world.Name));
            foreach (var fault in found)
                yield return fault with
                {
                    Node = node,
                    IsOfCluster = first.Value.Shared,
                    Excused = excuses.OfNode(node).Or(excuses.NodeTrouble(node))
                        .Or(world.Observability.LacksPrivilege("Datastore.Audit", $"/storage/{name}"))
                        .Or(line.When(state => !state.Active)),
                };
        }
    }

    /// <summary>
    /// The incident of a shared storage may stay open until no row of it is above the level at which it ends, whichever row raised it.
    /// </summary>
    private IEnumerable<Fault> StillFull()
    {
        var shared = world.Storages.Where(pair => pair.Value.Steps is [{ Value.Shared: true }, ..])
            .GroupBy(pair => pair.Key.Storage, pair => pair.Value, StringComparer.Ordinal);
        foreach (var rows in shared)
        {
            var (entity, keys) = ($"{world.Name}/shared/{rows.Key}", new List<string>());
            foreach (var step in FillLevels)
            {
                keys.Add($"{step.Condition}:{entity}");
                var limits = world.Settings.Rule(step.Rules, step.Standard, (kind, covered) =>
                    (kind == "Storage" && covered == entity) || (kind == "Cluster" && covered == world.Name));
                if (!limits.IsEverOn) continue;
                var low = limits.Lowest;
                var raised = Above(rows, low.Raise);
                foreach (var span in Above(rows, low.Clear).All)
                {
                    if (raised.All.Where(span.Meets).Select(one => (DateTimeOffset?)one.From).FirstOrDefault() is not { } from) continue;
                    yield return new(FaultKind.LimitExceeded, $"storage {rows.Key} above {low.Clear:0.00}", new(from, span.To), [.. keys])
                    { MustReport = false, Causes = [keys[^1]] };
                }
            }
        }
    }

    private static Spans Above(IEnumerable<Timeline<SimulatedStorageState>> rows, double limit) =>
        rows.Aggregate(Spans.None, (all, row) => all.Or(row.When(state => state.InUse && state.Used > limit / 1.0005)));
}
