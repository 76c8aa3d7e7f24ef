using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>What is wrong with nodes: off, cut off, silent, slow, overloaded, or with a certificate that ends.</summary>
internal sealed class NodeFaults(World world, Excuses excuses)
{
    private const double Jitter = 1.003;
    private static readonly TimeSpan SlowRound = TimeSpan.FromSeconds(30);

    /// <summary>Members notice after 8 s, and caches are 4 s old.</summary>
    private static readonly TimeSpan Unheard = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan ClearlySlow = SlowRound + TimeSpan.FromSeconds(2);

    /// <summary>How long rounds must be slow until that is the node's way, not a busy moment.</summary>
    private static readonly TimeSpan SlowFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastSteps = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan CertificateWarning = TimeSpan.FromDays(14);

    /// <summary>A frozen node is told of once its figures have not moved for 2½ of its own rounds, at least 30 s and at most 5
    /// min.</summary>
    private static readonly TimeSpan ShortestPace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPace = TimeSpan.FromMinutes(5);

    public IEnumerable<Fault> Find() => world.Nodes.SelectMany(pair => Find(pair.Key, pair.Value)).Where(fault => !Off(fault));

    private IEnumerable<Fault> Find(string node, Line<SimulatedNodeState> line)
    {
        var excused = excuses.OfNode(node);
        var trouble = excused.Or(excuses.Trouble(node));
        if (!world.Standalone)
        {
            foreach (var fault in Down(node, line)) yield return fault with { Node = node, Excused = excused };
            foreach (var fault in CutOff(node, line).Concat(Boots(node, line))) yield return fault with { Node = node, Excused = excused };
        }

        foreach (var fault in Frozen(node, line)) yield return fault with
        {
            Node = node,
            Excused = excused.Or(excuses.Away(node))
            .Or(world.Sight.Lacks("Sys.Audit", $"/nodes/{node}"))
        };
        foreach (var fault in Slow(node, line).Concat(Loads(node, line)).Concat(Certificates(node, line)).Concat(FailedJobs(node)))
            yield return fault with { Node = node, Excused = trouble.Or(world.Sight.Lacks("Sys.Audit", $"/nodes/{node}")) };
    }

    /// <summary>
    /// A backup job over several guests that failed: its node's latest job until another one has ended, whatever becomes of the guests. It
    /// need not be told, since those that it failed for are.
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
               { Must = false };
    }

    /// <summary>Off, or booting until the others hear it.</summary>
    private IEnumerable<Fault> Down(string node, Line<SimulatedNodeState> line) =>
        line.When(state => !state.Powered || !state.Online).All.Select(span => new Fault(
        FaultKind.NodeDown, $"{node} down", span, Boots(node, line).Any(boot => span.Meets(boot.True))
            ? [Key("NODE_UNREACHABLE", node), Key("NODE_ISOLATED", node)] : [Key("NODE_UNREACHABLE", node)])
        {
            Causes = [Key("NODE_UNREACHABLE", node)],
            Due = Spans.Max(span.From, Booting(line, span)) + Silent(span.From, node),
        });

    /// <summary>
    /// From when one that is on again before anybody saw it off must be told: as far as anybody can tell it boots, and may be called cut
    /// off after a minute. The beginning of time for another.
    /// </summary>
    private DateTimeOffset Booting(Line<SimulatedNodeState> line, Span down)
    {
        var on = line.When(state => state is { Powered: true, Online: false }).All.Where(down.Meets)
            .Select(span => (DateTimeOffset?)span.From).FirstOrDefault();
        return on is { } at && at - down.From < Unheard + world.Settings.CriticalPeriod ? at + Minute : DateTimeOffset.MinValue;
    }

    private TimeSpan Silent(DateTimeOffset at, string node) => Levels.Of(world, at, null, node, highest: true) == 4
        ? TimeSpan.FromSeconds(630) : default;

    /// <summary>
    /// Alive, and no member that has quorum hears it. Whether it answers by itself decides its name: a node that is hung as well, or whose
    /// own address nobody serves, cannot be told from one that is off; one whose guests were all shut down lately, or are while it is cut
    /// off, cannot be told from one that is about to go off.
    /// </summary>
    private IEnumerable<Fault> CutOff(string node, Line<SimulatedNodeState> line)
    {
        var deaf = line.When(state => state.Hung);
        if (world.Services.TryGetValue((node, "pveproxy"), out var proxy)) deaf = deaf.Or(proxy.When(state => state.State != "running"));
        foreach (var span in line.When(state => state is { Powered: true, Online: true, Heard: false }).All)
        {
            var silent = deaf.All.Any(span.Meets) || world.Monitor.CutOff.All.Any(span.Meets)
                || world.Sight.Spoilt(node).All.Any(span.Meets);
            var leaving = world.Tasks.Exists(task => task.StopsAllOf(node) && task.Ran.From <= span.From
                && task.Ran.To >= span.From - LastSteps);
            string[] keys = silent || leaving ? [Key("NODE_ISOLATED", node), Key("NODE_UNREACHABLE", node)] : [Key("NODE_ISOLATED", node)];
            yield return new(FaultKind.NodeIsolated, $"{node} cut off", span, keys);
            foreach (var leave in world.Tasks.Where(task => task.StopsAllOf(node) && task.Ran.From > span.From && task.Ran.From < span.To))
            {
                var away = new Span(leave.Ran.From, span.To);
                yield return new(FaultKind.NodeDown, $"{node} leaves", away, [Key("NODE_UNREACHABLE", node)]) { Must = false };
            }
        }
    }

    /// <summary>
    /// A node that boots answers before the others hear it: after a minute of that it may be called cut off, as documented.
    /// </summary>
    private IEnumerable<Fault> Boots(string node, Line<SimulatedNodeState> line) =>
        line.When(state => state is { Powered: true, Online: false }).All.Where(span => span.Length > Minute)
            .Select(span => new Fault(
                FaultKind.NodeIsolated, $"{node} boots", new(span.From + Minute, span.To), [Key("NODE_ISOLATED", node)])
            {
                Must = false,
            });

    private IEnumerable<Fault> Frozen(string node, Line<SimulatedNodeState> line)
    {
        foreach (var span in line.When(state => state is { Powered: true, Publishes: false }).All)
        {
            var slowest = Slowest(line, span.From);
            var pace = slowest * 2.5 < ShortestPace ? ShortestPace : slowest * 2.5 > LongestPace ? LongestPace : slowest * 2.5;
            yield return new(FaultKind.NodeFrozen, $"{node} frozen", span, [Key("NODE_FROZEN", node)]) { Due = span.From + pace };
        }

        // A round that is late by as much as the node's pace looks the same, until the round comes.
        foreach (var (span, state) in line.Pieces().Where(piece => piece.Value.Round > TimeSpan.FromSeconds(20)))
            yield return new(FaultKind.NodeFrozen, $"{node} slow", span.Widen(default, state.Round),
                [Key("NODE_FROZEN", node)])
            { Must = false };
    }

    /// <summary>
    /// Its slowest round of the last quarter of an hour: a node's pace falls with each quicker round. A pause of its pvestatd looks like a
    /// round that took so long.
    /// </summary>
    private static TimeSpan Slowest(Line<SimulatedNodeState> line, DateTimeOffset at)
    {
        var lately = new Span(at - TimeSpan.FromMinutes(15), at);
        var slowest = line.Pieces().Where(piece => piece.Span.Meets(lately)).Select(piece => piece.Value.Round).DefaultIfEmpty().Max();
        var pauses = line.When(state => state is { Powered: true, Publishes: false }).All.Where(span => span.Meets(lately));
        return pauses.Select(span => span.Length + (slowest * 2)).Append(slowest).Max();
    }

    /// <summary>
    /// Whoever looks so seldom that two rounds fit between two looks cannot tell them from one, and nobody can tell 30 s from a little
    /// more.
    /// </summary>
    private IEnumerable<Fault> Slow(string node, Line<SimulatedNodeState> line)
    {
        var told = (world.Settings.CriticalPeriod * 2) + TimeSpan.FromSeconds(4);
        return Rounds(SlowRound, must: false).Concat(Rounds(told > ClearlySlow ? told : ClearlySlow, must: true));

        IEnumerable<Fault> Rounds(TimeSpan above, bool must) =>
            line.When(state => state is { Powered: true, Publishes: true } && state.Round > above).All.Select(span =>
                new Fault(FaultKind.NodeSlow, $"{node} slow", span, [Key("NODE_SLOW", node)])
                {
                    Due = span.From + SlowFor,
                    Watched = SlowFor,
                    Must = must
                });
    }

    /// <summary>Processors are busy for a moment without harm: they are too busy once the third look in a row finds them so.</summary>
    private IEnumerable<Fault> Loads(string node, Line<SimulatedNodeState> line)
    {
        var entity = $"{world.Name}/{node}";
        bool Covers(string kind, string name) => (kind == "Node" && name == entity) || (kind == "Cluster" && name == world.Name);
        var nine = !world.Play.Story.Cluster.Version.StartsWith("8.", StringComparison.Ordinal);
        return
        [
            .. LimitFaults.Of(world, line, state => state.Powered ? state.Disk : null, Jitter, $"disk of {node}", entity,
                [new("DISK_CRITICAL", ["DISK_CRITICAL", "NODE_DISK_CRITICAL"], (0.95, 0.90)),
                    new("DISK_HIGH", ["DISK_HIGH", "NODE_DISK_HIGH"], (0.90, 0.85))], Covers),
            .. LimitFaults.Of(world, line, state => state.Powered ? state.Memory - (nine ? state.Caches : 0) : null, Jitter,
                $"memory of {node}", entity,
                [new("RAM_CRITICAL", ["RAM_CRITICAL", "NODE_RAM_CRITICAL"], (0.95, 0.90)),
                    new("RAM_HIGH", ["RAM_HIGH", "NODE_RAM_HIGH"], (0.85, 0.80))], Covers),
            .. LimitFaults.Of(world, line, state => state.Powered ? state.Cpu : null, Jitter, $"processors of {node}", entity,
                [new("CPU_HIGH", ["CPU_HIGH", "NODE_CPU_HIGH"], (0.95, 0.85))], Covers)
                .Select(fault => fault with { Due = fault.True.From + (2 * world.Settings.ImportantPeriod) }),
        ];
    }

    private IEnumerable<Fault> Certificates(string node, Line<SimulatedNodeState> line)
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

    /// <summary>Rules that a configuration switches off need not be told, and are no cause either where none has them on.</summary>
    private bool Off(Fault fault) => fault.Keys.All(key =>
        Switches.IsOff(world, key[..key.IndexOf(':', StringComparison.Ordinal)], fault.Node));

    private string Key(string condition, string entity) => $"{condition}:{world.Name}/{entity}";
}
