using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>Faults of nodes: off, isolated, frozen, slow, overloaded, or with an expiring certificate.</summary>
internal sealed class NodeFaults(World world, Excuses excuses)
{
    private const double Jitter = 1.003;
    private static readonly TimeSpan SlowRound = TimeSpan.FromSeconds(30);

    /// <summary>Members notice after 8 s; caches are up to 4 s old.</summary>
    private static readonly TimeSpan Unheard = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan ClearlySlow = SlowRound + TimeSpan.FromSeconds(2);

    /// <summary>How long rounds must be slow before the node counts as slow.</summary>
    private static readonly TimeSpan SlowFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastSteps = TimeSpan.FromMinutes(5);
    // Proxmox renews a node's own certificate by itself 14 days before its end, in the next daily update.
    private static readonly TimeSpan CertificateWarning = TimeSpan.FromDays(12);

    /// <summary>A frozen node is reported when its values have not changed for 2½ of its rounds, at least 30 s and at most 5 min.</summary>
    private static readonly TimeSpan ShortestPace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPace = TimeSpan.FromMinutes(5);

    public IEnumerable<Fault> Find() => world.Nodes.SelectMany(pair => Find(pair.Key, pair.Value)).Where(fault => !Off(fault));

    private IEnumerable<Fault> Find(string node, Timeline<SimulatedNodeState> line)
    {
        var excused = excuses.OfNode(node);
        var trouble = excused.Or(excuses.NodeTrouble(node));
        if (!world.Standalone)
        {
            foreach (var fault in Down(node, line)) yield return fault with { Node = node, Excused = excused };
            foreach (var fault in CutOff(node, line).Concat(Boots(node, line))) yield return fault with { Node = node, Excused = excused };
        }

        foreach (var fault in Frozen(node, line)) yield return fault with
        {
            Node = node,
            Excused = excused.Or(excuses.Away(node))
            .Or(world.Observability.LacksPrivilege("Sys.Audit", $"/nodes/{node}"))
        };
        foreach (var fault in Slow(node, line).Concat(Loads(node, line)).Concat(Certificates(node, line)).Concat(FailedJobs(node)))
            yield return fault with
            {
                Node = node,
                Excused = trouble.Or(world.Observability.LacksPrivilege("Sys.Audit", $"/nodes/{node}")),
            };
    }

    /// <summary>
    /// A failed backup job over several guests: the latest of its node until another one has ended, independent of the guests. It needs no
    /// report, because its failed guests are reported.
    /// </summary>
    private IEnumerable<Fault> FailedJobs(string node)
    {
        var jobs = world.Tasks.Where(task => task is { Type: "vzdump", Id.Length: 0, Ended: not null } && task.Node == node)
            .OrderBy(task => task.Ran.To).ToList();
        return from index in Enumerable.Range(0, jobs.Count)
               where jobs[index].Failed
               let until = index + 1 < jobs.Count ? jobs[index + 1].Ran.To : DateTimeOffset.MaxValue
               select new Fault(
               FaultKind.BackupFailed, $"backup job of {node}", new(jobs[index].Ran.To, until),
               [Key("BACKUP_FAILED", node)])
               { MustReport = false };
    }

    /// <summary>Off, or booting until the others see it.</summary>
    private IEnumerable<Fault> Down(string node, Timeline<SimulatedNodeState> line) =>
        line.When(state => !state.Powered || !state.Online).All.Select(span => new Fault(
        FaultKind.NodeDown, $"{node} down", span, Boots(node, line).Any(boot => span.Meets(boot.Active))
            ? [Key("NODE_UNREACHABLE", node), Key("NODE_ISOLATED", node)] : [Key("NODE_UNREACHABLE", node)])
        {
            Causes = [Key("NODE_UNREACHABLE", node)],
            Due = Spans.Max(span.From, Booting(line, span)) + Silent(span.From, node),
        });

    /// <summary>
    /// From when a node that is on again before it was seen off must be reported: it appears to boot, and may be reported as isolated after
    /// a minute. The beginning of time for any other node.
    /// </summary>
    private DateTimeOffset Booting(Timeline<SimulatedNodeState> line, Span down)
    {
        var on = line.When(state => state is { Powered: true, Online: false }).All.Where(down.Meets)
            .Select(span => (DateTimeOffset?)span.From).FirstOrDefault();
        return on is { } at && at - down.From < Unheard + world.Settings.CriticalPeriod ? at + Minute : DateTimeOffset.MinValue;
    }

    private TimeSpan Silent(DateTimeOffset at, string node) => Levels.Of(world, at, null, node, highest: true) == 4
        ? TimeSpan.FromSeconds(630) : default;

    /// <summary>
    /// Running, but no member with quorum reaches it. If it is also hung, or its own address is not served or may not be read, it looks as
    /// if it were off. If its guests were all shut down recently or meanwhile, it looks as if it were about to go off.
    /// </summary>
    private IEnumerable<Fault> CutOff(string node, Timeline<SimulatedNodeState> line)
    {
        var deaf = line.When(state => state.Hung);
        if (world.Services.TryGetValue((node, "pveproxy"), out var proxy)) deaf = deaf.Or(proxy.When(state => state.State != "running"));
        foreach (var span in line.When(state => state is { Powered: true, Online: true, Heard: false }).All)
        {
            var silent = deaf.All.Any(span.Meets) || world.Monitor.CutOff.All.Any(span.Meets)
                || world.Observability.Faulted(node).All.Any(span.Meets)
                || world.Observability.LacksPrivilege("Sys.Audit", "/").All.Any(span.Meets);
            var leaving = world.Tasks.Exists(task => task.StopsAllOf(node) && task.Ran.From <= span.From
                && task.Ran.To >= span.From - LastSteps);
            string[] keys = silent || leaving ? [Key("NODE_ISOLATED", node), Key("NODE_UNREACHABLE", node)] : [Key("NODE_ISOLATED", node)];
            yield return new(FaultKind.NodeIsolated, $"{node} cut off", span, keys);
            foreach (var leave in world.Tasks.Where(task => task.StopsAllOf(node) && task.Ran.From > span.From && task.Ran.From < span.To))
            {
                var away = new Span(leave.Ran.From, span.To);
                yield return new(FaultKind.NodeDown, $"{node} leaves", away, [Key("NODE_UNREACHABLE", node)]) { MustReport = false };
            }
        }
    }

    /// <summary>
    /// A booting node answers before the others see it; after a minute it may be reported as isolated, as documented.
    /// </summary>
    private IEnumerable<Fault> Boots(string node, Timeline<SimulatedNodeState> line) =>
        line.When(state => state is { Powered: true, Online: false }).All.Where(span => span.Length > Minute)
            .Select(span => new Fault(
                FaultKind.NodeIsolated, $"{node} boots", new(span.From + Minute, span.To), [Key("NODE_ISOLATED", node)])
            {
                MustReport = false,
            });

    private IEnumerable<Fault> Frozen(string node, Timeline<SimulatedNodeState> line)
    {
        foreach (var span in line.When(state => state is { Powered: true, Publishes: false }).All)
        {
            var pace = Slowest(line, span.From) * 2.5;
            if (pace < ShortestPace) pace = ShortestPace;
            if (pace > LongestPace) pace = LongestPace;
            yield return new(FaultKind.NodeFrozen, $"{node} frozen", span, [Key("NODE_FROZEN", node)]) { Due = span.From + pace };
        }

        // A round that is equally late looks the same until it comes.
        foreach (var (span, state) in line.Pieces().Where(piece => piece.Value.Round > TimeSpan.FromSeconds(20)))
            yield return new(FaultKind.NodeFrozen, $"{node} slow", span.Widen(default, state.Round),
                [Key("NODE_FROZEN", node)])
            { MustReport = false };
    }

    /// <summary>
    /// The slowest round of the last 15 minutes. A pause of its pvestatd looks like a slow round.
    /// </summary>
    private static TimeSpan Slowest(Timeline<SimulatedNodeState> line, DateTimeOffset at)
    {
        var lately = new Span(at - TimeSpan.FromMinutes(15), at);
        var slowest = line.Pieces().Where(piece => piece.Span.Meets(lately)).Select(piece => piece.Value.Round).DefaultIfEmpty().Max();
        var pauses = line.When(state => state is { Powered: true, Publishes: false }).All.Where(span => span.Meets(lately));
        return pauses.Select(span => span.Length + (slowest * 2)).Append(slowest).Max();
    }

    /// <summary>
    /// With a poll period longer than two rounds the length of a round is unknown, and 30 s cannot be distinguished from slightly more.
    /// </summary>
    private IEnumerable<Fault> Slow(string node, Timeline<SimulatedNodeState> line)
    {
        var shortest = (world.Settings.CriticalPeriod * 2) + TimeSpan.FromSeconds(4);
        return Rounds(SlowRound, must: false).Concat(Rounds(shortest > ClearlySlow ? shortest : ClearlySlow, must: true));

        IEnumerable<Fault> Rounds(TimeSpan above, bool must) =>
            line.When(state => state is { Powered: true, Publishes: true } && state.Round > above).All.Select(span =>
                new Fault(FaultKind.NodeSlow, $"{node} slow", span, [Key("NODE_SLOW", node)])
                {
                    Due = span.From + SlowFor,
                    ObservationTime = SlowFor,
                    MustReport = must
                });
    }

    /// <summary>Short processor load is harmless: it counts after the third reading in a row.</summary>
    private IEnumerable<Fault> Loads(string node, Timeline<SimulatedNodeState> line)
    {
        var entity = $"{world.Name}/{node}";
        bool Covers(string kind, string name) => (kind == "Node" && name == entity) || (kind == "Cluster" && name == world.Name);
        // Only 9.x reports caches.
        var hasCaches = !world.Play.Story.Cluster.Version.StartsWith("8.", StringComparison.Ordinal);
        double UsedMemory(SimulatedNodeState state) => hasCaches ? state.Memory - state.Caches : state.Memory;
        return
        [
            .. LimitFaults.Of(world, line, state => state.Powered ? state.Disk : null, Jitter, $"disk of {node}", entity,
                [new("DISK_CRITICAL", ["DISK_CRITICAL", "NODE_DISK_CRITICAL"], (0.95, 0.90)),
                    new("DISK_HIGH", ["DISK_HIGH", "NODE_DISK_HIGH"], (0.90, 0.85))], Covers),
            .. LimitFaults.Of(world, line, state => state.Powered ? UsedMemory(state) : null, Jitter,
                $"memory of {node}", entity,
                [new("RAM_CRITICAL", ["RAM_CRITICAL", "NODE_RAM_CRITICAL"], (0.95, 0.90)),
                    new("RAM_HIGH", ["RAM_HIGH", "NODE_RAM_HIGH"], (0.85, 0.80))], Covers),
            .. LimitFaults.Of(world, line, state => state.Powered ? state.Cpu : null, Jitter, $"processors of {node}", entity,
                [new("CPU_HIGH", ["CPU_HIGH", "NODE_CPU_HIGH"], (0.95, 0.85))], Covers)
                .Select(fault => fault with { Due = fault.Active.From + (2 * world.Settings.ImportantPeriod) }),
        ];
    }

    private IEnumerable<Fault> Certificates(string node, Timeline<SimulatedNodeState> line)
    {
        foreach (var (span, state) in line.Pieces())
        {
            var from = Spans.Max(span.From, state.CertificateEnds - CertificateWarning - state.ClockAhead);
            if (from >= Spans.Min(span.To, world.End)) continue;
            var files = (string[])["pve-ssl.pem", "pveproxy-ssl.pem"];
            yield return new(FaultKind.CertificateExpiring, $"certificate of {node}", new(from, span.To),
                [.. files.Select(file => Key("CERT_EXPIRING", $"{node}/{file}"))]);
        }
    }

    /// <summary>Rules disabled in a configuration need no report; rules enabled in none are no causes either.</summary>
    private bool Off(Fault fault) => fault.Keys.All(key =>
        Switches.IsOff(world, key[..key.IndexOf(':', StringComparison.Ordinal)], fault.Node));

    private string Key(string condition, string entity) => $"{condition}:{world.Name}/{entity}";
}
