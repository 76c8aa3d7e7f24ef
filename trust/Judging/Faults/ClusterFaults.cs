using System.Globalization;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>Faults of the cluster as a whole, as observable through the monitor's endpoints.</summary>
internal sealed class ClusterFaults(World world, Excuses excuses)
{
    /// <summary>Guests that are back within this time need not form a storm.</summary>
    private static readonly TimeSpan Lasting = TimeSpan.FromMinutes(2);

    private static readonly (string Privilege, string Path)[] Rights = [("VM.Audit", "/vms"), ("Sys.Audit", "/nodes"),
        ("Datastore.Audit", "/storage"), ("Sys.Audit", "/")];

    public IEnumerable<Fault> Find(IReadOnlyList<Fault> guests) =>
        [.. Unreachable(), .. Quorum(), .. Blinded(), .. Unprotected(), .. Storms(guests)];

    /// <summary>When all endpoints that could answer had no quorum.</summary>
    public static Spans WithoutQuorum(World world)
    {
        if (world.Standalone) return Spans.None;
        var all = world.Endpoints.ToList();
        Spans Deaf(string node) => world.Observability.WithoutApi(node, "pveproxy", "pve-cluster");
        var without = all.ConvertAll(
            node => world.Nodes[node].When(state => !state.Powered || state.Hung || !state.Quorate).Or(Deaf(node)));
        var answering = new Spans(all.SelectMany(node => world.Nodes[node].When(state => state is { Powered: true, Hung: false })
            .All.SelectMany(Deaf(node).Leave)));
        return without.Skip(1).Aggregate(without.Count == 0 ? Spans.None : without[0], (common, other) => common.And(other)).And(answering);
    }

    /// <summary>
    /// No endpoint answers, or the monitor is cut off. With a single cluster both look the same, and either condition reports it. Nothing
    /// is required while the monitor does not run.
    /// </summary>
    private IEnumerable<Fault> Unreachable()
    {
        string[] keys = [$"CLUSTER_UNREACHABLE:{world.Name}", "MONITOR_ISOLATED:monitor"];
        var down = world.Monitor.Down.Widen(default, TimeSpan.FromSeconds(90))
            .Or(world.Monitor.DatabaseAway.Widen(default, TimeSpan.FromMinutes(1)));
        foreach (var span in world.Observability.Unreachable.Or(world.Monitor.CutOff).All)
            yield return new(FaultKind.ClusterUnreachable, "cluster unreachable", span,
                keys)
            { Excused = down.Or(Window()) };
    }

    private IEnumerable<Fault> Quorum() => WithoutQuorum(world).All.Select(span =>
        new Fault(FaultKind.QuorumLost, "quorum", span, [$"QUORUM_LOST:{world.Name}"])
        {
            Excused = excuses.OfCluster().Or(world.Observability.LacksPrivilege("Sys.Audit", "/")).Or(WithoutStatus()),
        });

    /// <summary>When no endpoint could tell its quorum: <c>/cluster/status</c> is answered by pvedaemon.</summary>
    private Spans WithoutStatus()
    {
        var silent = world.Endpoints.Select(node => world.Nodes[node].When(state => !state.Powered || state.Hung)
            .Or(world.Observability.WithoutApi(node, "pvedaemon", "pveproxy", "pve-cluster"))).ToList();
        return silent.Skip(1).Aggregate(silent.Count == 0 ? Spans.None : silent[0], (common, other) => common.And(other));
    }

    private Spans Window() => MaintenanceTimes.Over(world, (kind, name) => kind == "Cluster" && name == world.Name);

    /// <summary>
    /// Privileges that the read token lost. One that it never had is no fault, and one that hides nothing needs no report. A single
    /// existing guest that is missing from the rows is reported on the guest.
    /// </summary>
    private IEnumerable<Fault> Blinded()
    {
        var cluster = $"VISIBILITY_LOST:{world.Name}";
        foreach (var (privilege, path) in Rights)
        {
            foreach (var span in world.ReadToken.When(token => !token.Revoked
                && !Observability.Holds(token, privilege, path)).All.Where(span => span.From > world.Start))
                yield return new(FaultKind.VisibilityLost, $"{privilege} on {path}", span,
                    [cluster])
                {
                    MustReport = path != "/vms"
                        || world.Guests.Values.Any(line => line.When(moment => moment.Guest is not null).All.Any(span.Meets)),
                    Excused = excuses.OfCluster().Or(excuses.ClusterWide),
                };
        }

        var narrowed = world.ReadToken.When(token => !token.Revoked
            && token.Privileges.Keys.Any(path =>
                !Observability.Holds(token, "VM.Audit", path) || !Observability.Holds(token, "Sys.Audit", path)));
        var dropped = world.Injected.When(faults => faults.Rules.Any(rule => rule.DropRows is not null || rule.RewriteBody is not null));
        string[] each = [cluster, .. world.Guests.Keys.Select(vmid => $"VISIBILITY_LOST:{world.Name}/{vmid}")];
        foreach (var span in narrowed.Or(dropped).All) yield return new(FaultKind.VisibilityLost, "rows left out", span,
            each)
        { MustReport = false };
    }

    private IEnumerable<Fault> Unprotected()
    {
        var unprotected = world.Guests.ToDictionary(
            pair => pair.Key, pair => pair.Value.When(moment => moment.Guest is { InBackupJob: false, Template: false }));

        // Proxmox lists only guests that the token may see, so without that right nothing shows that they are in a job now.
        var unseen = unprotected.Where(pair => pair.Value.All.Count > 0).Aggregate(
            excuses.OfCluster().Or(excuses.ClusterWide),
            (all, pair) => all.Or(world.Observability.LacksPrivilege(
                "VM.Audit", string.Create(CultureInfo.InvariantCulture, $"/vms/{pair.Key}"))));
        var spans = new Spans(unprotected.Values.SelectMany(line => line.All));
        return spans.All.Select(span => new Fault(FaultKind.BackupMissing, "backup jobs", span,
            [$"BACKUP_MISSING:{world.Name}"])
        { MustReport = false, Excused = unseen });
    }

    /// <summary>
    /// Many failures within the window. The monitor counts only what it can observe. A storm must be reported if the failures that must be
    /// reported are enough, and may be if all failures are: counted from when they happened, from when they were observable, or, during a
    /// silent repair, from when they must be reported. It need not stay active after somebody resumed repairs. A guest that is back before
    /// a report was possible does not count for a storm that must be reported.
    /// </summary>
    private IEnumerable<Fault> Storms(IReadOnlyList<Fault> guests)
    {
        var (fewest, most) = world.Settings.StormFailures;
        string[] keys = [$"FAILURE_STORM:{world.Name}"];
        var seen = TimeSpan.FromSeconds(60) + (world.Settings.CriticalPeriod * 2);
        var wide = world.Settings.StormWindow + seen;
        Func<Fault, DateTimeOffset>[] counted = [fault => fault.Due, fault => fault.Active.From, fault => fault.VisibleFrom];
        foreach (var span in counted.SelectMany(counts => Crowds(guests, fewest, wide, counts)))
            yield return new(FaultKind.FailureStorm, "storm", span, keys) { MustReport = false };
        var silent = excuses.OfCluster().Or(excuses.ClusterWide);
        var plain = guests.Where(fault => fault is { MustReport: true, Kind: FaultKind.GuestCrashed } && Lasts(fault)
            && !IsResumed(fault)).ToList();
        foreach (var span in Crowds(plain, most, world.Settings.StormWindow / 3, fault => fault.Due, fault => fault.VisibleFrom))
            yield return new(FaultKind.FailureStorm, "storm", UntilResumed(span), keys)
            { Excused = silent.Or(new Spans(plain.SelectMany(fault => fault.Excused.All))) };

        bool Lasts(Fault fault)
        {
            var observable = silent.Or(fault.Excused).Find(fault.Due)?.To ?? fault.VisibleFrom;
            return fault.Active.Length > Lasting && fault.Active.To - Lasting > observable;
        }
    }

    private bool IsResumed(Fault fault) => world.Monitor.Resumptions.Exists(at => fault.VisibleFrom <= at && at <= fault.Due);

    private Span UntilResumed(Span storm) => new(storm.From, world.Monitor.Resumptions.Where(storm.Holds).Append(storm.To).Min());

    /// <summary>
    /// Each begins when enough guests have failed, and ends when none has failed for long enough, counted by <paramref name="calms"/>.
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
