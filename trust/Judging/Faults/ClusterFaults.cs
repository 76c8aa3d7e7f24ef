using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>What is wrong with the cluster as a whole, as seen through the endpoints that the monitor knows.</summary>
internal sealed class ClusterFaults(World world, Excuses excuses)
{
    /// <summary>Guests that are back at once, by whatever hand, need not make a storm.</summary>
    private static readonly TimeSpan Lasting = TimeSpan.FromMinutes(2);

    private static readonly (string Privilege, string Path)[] Rights = [("VM.Audit", "/vms"), ("Sys.Audit", "/nodes"),
        ("Datastore.Audit", "/storage"), ("Sys.Audit", "/")];

    public IEnumerable<Fault> Find(IReadOnlyList<Fault> guests) =>
        [.. Unreachable(), .. Quorum(), .. Blinded(), .. Unprotected(), .. Storms(guests)];

    /// <summary>When every endpoint that could answer was without quorum.</summary>
    public static Spans WithoutQuorum(World world)
    {
        if (world.Standalone) return Spans.None;
        var all = world.Endpoints.ToList();
        var without = all.ConvertAll(node => world.Nodes[node].When(state => !state.Powered || state.Hung || !state.Quorate));
        var answering = new Spans(all.SelectMany(node => world.Nodes[node].When(state => state is { Powered: true, Hung: false }).All));
        return without.Skip(1).Aggregate(without.Count == 0 ? Spans.None : without[0], (common, other) => common.And(other)).And(answering);
    }

    /// <summary>
    /// Nobody answers, or the monitor is cut off from all: with a single cluster both look the same, and either name tells it. While the
    /// monitor itself does not run nothing is demanded.
    /// </summary>
    private IEnumerable<Fault> Unreachable()
    {
        string[] keys = [$"CLUSTER_UNREACHABLE:{world.Name}", "MONITOR_ISOLATED:monitor"];
        var down = world.Monitor.Down.Widen(default, TimeSpan.FromSeconds(90))
            .Or(world.Monitor.DatabaseAway.Widen(default, TimeSpan.FromMinutes(1)));
        foreach (var span in world.Sight.Silent.Or(world.Monitor.CutOff).All)
            yield return new(FaultKind.ClusterUnreachable, "cluster unreachable", span,
                keys)
            { Excused = down.Or(Window()) };
    }

    private IEnumerable<Fault> Quorum() => WithoutQuorum(world).All.Select(span =>
        new Fault(FaultKind.QuorumLost, "quorum", span, [$"QUORUM_LOST:{world.Name}"])
        {
            Excused = excuses.OfCluster().Or(world.Sight.Lacks("Sys.Audit", "/")),
        });

    private Spans Window() => MaintenanceTimes.Over(world, (kind, name) => kind == "Cluster" && name == world.Name);

    /// <summary>
    /// Rights that the reading token lost. A right that it never held is no fault, and one that hides nothing need not be told. A single
    /// guest that vanishes from the rows though it is there is told as such on the guest.
    /// </summary>
    private IEnumerable<Fault> Blinded()
    {
        var cluster = $"VISIBILITY_LOST:{world.Name}";
        foreach (var (privilege, path) in Rights)
        {
            foreach (var span in world.ReadToken.When(token => !token.Revoked
                && !Sight.Holds(token, privilege, path)).All.Where(span => span.From > world.Start))
                yield return new(FaultKind.VisibilityLost, $"{privilege} on {path}", span,
                    [cluster])
                {
                    Must = path != "/vms"
                        || world.Guests.Values.Any(line => line.When(moment => moment.Guest is not null).All.Any(span.Meets)),
                    Excused = excuses.OfCluster().Or(excuses.Wide),
                };
        }

        var narrowed = world.ReadToken.When(token => !token.Revoked
            && token.Privileges.Keys.Any(path => !Sight.Holds(token, "VM.Audit", path) || !Sight.Holds(token, "Sys.Audit", path)));
        var dropped = world.Injected.When(faults => faults.Rules.Any(rule => rule.DropRows is not null || rule.RewriteBody is not null));
        string[] each = [cluster, .. world.Guests.Keys.Select(vmid => $"VISIBILITY_LOST:{world.Name}/{vmid}")];
        foreach (var span in narrowed.Or(dropped).All) yield return new(FaultKind.VisibilityLost, "rows left out", span,
            each)
        { Must = false };
    }

    private IEnumerable<Fault> Unprotected()
    {
        var spans = new Spans(world.Guests.Values.SelectMany(line =>
            line.When(moment => moment.Guest is { InBackupJob: false, Template: false }).All));
        return spans.All.Select(span => new Fault(FaultKind.BackupMissing, "backup jobs", span,
            [$"BACKUP_MISSING:{world.Name}"])
        { Must = false });
    }

    /// <summary>
    /// Many failures within the window. Each counts from when it happened; the monitor counts what it can see, so a storm must be told only
    /// where the failures that must be told are enough by themselves, and may be where all of them together are, be it that they count from
    /// when they happened, from when they could be seen, or, where a repair is awaited in silence, from when they must be told. It need not
    /// stand any longer once somebody lets repairs go on, who has seen what failed until then. Whoever is back before anybody can be told
    /// is no part of one that must be.
    /// </summary>
    private IEnumerable<Fault> Storms(IReadOnlyList<Fault> guests)
    {
        var (fewest, most) = world.Settings.StormFailures;
        string[] keys = [$"FAILURE_STORM:{world.Name}"];
        var seen = TimeSpan.FromSeconds(60) + (world.Settings.CriticalPeriod * 2);
        var wide = world.Settings.StormWindow + seen;
        foreach (var span in new Func<Fault, DateTimeOffset>[] { fault => fault.Due, fault => fault.True.From, fault => fault.Seen }
            .SelectMany(counts => Crowds(guests, fewest, wide, counts)))
            yield return new(FaultKind.FailureStorm, "storm", span, keys) { Must = false };
        var silent = excuses.OfCluster().Or(excuses.Wide);
        var plain = guests.Where(fault => fault is { Must: true, Kind: FaultKind.GuestCrashed } && Lasts(fault)
            && !IsSeenTo(fault)).ToList();
        foreach (var span in Crowds(plain, most, world.Settings.StormWindow / 3, fault => fault.Due, fault => fault.Seen))
            yield return new(FaultKind.FailureStorm, "storm", UntilResumed(span), keys)
            { Excused = silent.Or(new Spans(plain.SelectMany(fault => fault.Excused.All))) };

        bool Lasts(Fault fault)
        {
            var tellable = silent.Or(fault.Excused).Find(fault.Due)?.To ?? fault.Seen;
            return fault.True.Length > Lasting && fault.True.To - Lasting > tellable;
        }
    }

    private bool IsSeenTo(Fault fault) => world.Monitor.Resumptions.Exists(at => fault.Seen <= at && at <= fault.Due);

    private Span UntilResumed(Span storm) => new(storm.From, world.Monitor.Resumptions.Where(storm.Holds).Append(storm.To).Min());

    /// <summary>
    /// Each begins when enough have failed, and lasts until nothing has failed for long enough, counted by <paramref name="calms"/>.
    /// </summary>
    private IEnumerable<Span> Crowds(
        IEnumerable<Fault> failures, int count, TimeSpan within, Func<Fault, DateTimeOffset> counts,
        Func<Fault, DateTimeOffset>? calms = null)
    {
        calms ??= counts;
        var known = failures.Where(fault => counts(fault) <= world.End && calms(fault) <= world.End).OrderBy(counts).ToList();
        var crowds = Enumerable.Range(0, Math.Max(0, known.Count - count + 1))
            .Select(index => (First: known[index], Last: known[index + count - 1]))
            .Select(crowd => (First: counts(crowd.First), Last: counts(crowd.Last), Calm: calms(crowd.Last) + world.Settings.StormCalm))
            .Where(crowd => crowd.Last - crowd.First <= within && crowd.Calm > crowd.Last)
            .Select(crowd => new Span(crowd.Last, crowd.Calm));
        return new Spans(crowds).All;
    }
}
