using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>The true reason of a stop: who requested it, and by when the guest should be back.</summary>
internal sealed class StopReasons(World world)
{
    private static readonly HashSet<string> Ends = new(["stop", "shutdown", "suspend", "rollback", "restore", "destroy"],
        StringComparer.Ordinal);
    private static readonly HashSet<string> WantsRun = new(["started", "request_start", "request_start_balance", "recovery", "fence",
        "freeze", "migrate", "relocate"], StringComparer.Ordinal);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The reason of a stop.</summary>
    /// <param name="WasRequested">Somebody requested it for good.</param>
    /// <param name="Due">When it should be back; null if no return was promised.</param>
    /// <param name="MustReport">Whether it must be reported.</param>
    /// <param name="TaskEnded">When the task ended during which it crashed.</param>
    /// <param name="IsNoFault">It is no separate fault: its cause is reported itself.</param>
    internal readonly record struct Reason(
        bool WasRequested = false, DateTimeOffset? Due = null, bool MustReport = true, DateTimeOffset? TaskEnded = null,
        bool IsNoFault = false);

    public Reason Of(Stop stop) => stop.After.End switch
    {
        GuestEnd.Task => ByTask(stop),
        GuestEnd.Node => WithNode(stop),
        var end => ByItself(stop, end),
    };

    /// <summary>
    /// When a user requested a stop while it was down, alone or with all guests of its node, in which case it gets no separate task. A
    /// node's own shutdown (root@pam) does not count for guests that start with the node. Setting its HA state to not running counts too,
    /// as is done after HA gave up.
    /// </summary>
    public DateTimeOffset? TakenBack(Stop stop) => world.TasksOf(stop.Vmid).Where(task => Ends.Contains(task.Verb) && !Shutdown(stop, task))
        .Concat(world.Tasks.Where(task => task.StopsAllOf(stop.After.Node) && !(task.ByRoot && stop.After.OnBoot)))
        .Where(task => task.Ran.From > stop.Down.From && task.Ran.From < stop.Down.To)
        .Select(task => (DateTimeOffset?)task.Ran.From)
        .Concat(stop.Before.Ha is null ? [] : world.Guests[stop.Vmid].Steps.Where(step => stop.Down.Holds(step.At)
            && step.Value.Guest is { } guest && guest.Ha != "error" && (guest.Ha is null || !WantsRun.Contains(guest.Ha)))
            .Select(step => (DateTimeOffset?)step.At))
        .Min();

    private Reason ByTask(Stop stop)
    {
        var at = stop.Down.From;
        var own = world.TasksOf(stop.Vmid).Where(task => task.RanAt(at)).ToList();

        // A shutdown that began before a backup, a migration or a reboot is not part of it.
        bool CameFirst(DateTimeOffset began) => !own.Exists(other => Ends.Contains(other.Verb) && other.Ran.From < began);
        if (Backup(stop) is { } backup && CameFirst(Locked(stop)))
            return UnlessNodeLeaves(stop, After(Released(stop, backup), TimeSpan.FromSeconds(30)));
        if (own.Find(task => task.Verb == "migrate") is { } migration && CameFirst(migration.Ran.From))
            return UnlessNodeLeaves(stop, Ended(migration, at) + Minute);
        if (own.Find(task => task.Verb == "reboot") is { } reboot && CameFirst(reboot.Ran.From)) return UnlessNodeLeaves(stop, at + Minute);
        return NodesShutdown(stop) is { } leaves ? AfterBoot(stop, leaves, Minute) : new(WasRequested: true);
    }

    private Reason WithNode(Stop stop)
    {
        if (stop.Before.Ha is { } state && WantsRun.Contains(state))
            return new(Due: Spans.Min(UnlessGivenUp(stop, TimeSpan.FromMinutes(8)), Spans.Min(Recovered(stop), Rejoined(stop))));
        var boots = AfterBoot(stop, stop.Down.From, Minute);
        var reason = boots.WasRequested ? AfterReset(stop) : boots;
        return reason with { WasRequested = NodesShutdown(stop) is not null && !stop.After.OnBoot };
    }

    private Reason ByItself(Stop stop, GuestEnd end)
    {
        var at = stop.Down.From;
        if (stop.Before.Ha is { } state && WantsRun.Contains(state))
        {
            var other = world.Guests[stop.Vmid].Pieces()
                .Any(piece => piece.Span.Meets(new(at, at + TimeSpan.FromMinutes(2))) && piece.Value.Guest?.Ha != "started");
            return new(Due: UnlessGivenUp(stop, TimeSpan.FromMinutes(other ? 4 : 2)));
        }

        var asked = world.TasksOf(stop.Vmid).Any(task => (Ends.Contains(task.Verb) || task.Verb == "reboot")
            && task.Ran.From >= stop.RanSince && task.Ran.To >= at - TimeSpan.FromMinutes(65))
            || NodesShutdown(stop) is not null;
        var holder = world.TasksOf(stop.Vmid).Where(task => task.RanAt(at) && task.Verb != "start")
            .Select(task => (DateTimeOffset?)task.Ran.To).Max();
        if (Backup(stop) is { } backup) holder = Released(stop, backup);
        return new(MustReport: !asked && Counts(stop, end),
            TaskEnded: holder is { } free ? After(Spans.Min(free, stop.Down.To), TimeSpan.FromSeconds(15))
            : null);
    }

    /// <summary>
    /// Proxmox cannot distinguish a shutdown inside the guest from a crash. It counts as a crash if the guest starts at boot, if it is
    /// configured so, or if the journal has the proof; otherwise it may be reported but need not be.
    /// </summary>
    private bool Counts(Stop stop, GuestEnd end)
    {
        var guest = new GuestMoment(stop.After);
        if (guest.Tagged("monitor-may-stop")) return false;
        if (guest.Tagged("monitor-always-on")) return true;
        if (end == GuestEnd.OutOfMemory && CanReadJournal(stop.After.Node, stop.Down.From)) return true;
        return world.Settings.TasklessStop switch
        {
            "Always" => true,
            "OnBoot" => stop.After.OnBoot && stop.Before.OnBoot,
            _ => false,
        };
    }

    private bool CanReadJournal(string node, DateTimeOffset at) => world.ReadToken.At(at) is { } token
        && Observability.Holds(token, "Sys.Syslog", $"/nodes/{node}")
        && !world.Observability.WithoutApi(node, "pvedaemon", "pveproxy", "pve-cluster").Holds(at);

    private TaskSpan? Backup(Stop stop) => stop.Before.Lock != "backup" && stop.After.Lock != "backup" ? null : world.Tasks.Find(task =>
        task.Type == "vzdump" && task.Node == stop.Before.Node && task.RanAt(stop.Down.From)
            && (task.Id.Length == 0 || task.Id == $"{stop.Vmid}"));

    /// <summary>When the guest's own part of the backup began; a job of many guests began earlier.</summary>
    private DateTimeOffset Locked(Stop stop)
    {
        var began = stop.Down.From;
        foreach (var step in world.Guests[stop.Vmid].Steps.Where(step => step.At < stop.Down.From).Reverse())
        {
            if (step.Value.Guest?.Lock != "backup") break;
            began = step.At;
        }

        return began;
    }

    private DateTimeOffset Released(Stop stop, TaskSpan backup)
    {
        var free = world.Guests[stop.Vmid].Steps.FirstOrDefault(step => step.At > stop.Down.From && step.Value.Guest?.Lock != "backup",
            (stop.Down.To, new(null))).At;
        return Spans.Min(backup.Ran.To, free);
    }

    /// <summary>Adds a time; the end of time stays unchanged.</summary>
    private static DateTimeOffset After(DateTimeOffset at, TimeSpan by) =>
        at > DateTimeOffset.MaxValue - by ? DateTimeOffset.MaxValue : at + by;

    /// <summary>
    /// When the shutdown of all guests of its node began during which it stopped, or null. One that ended before its run does not count.
    /// </summary>
    private DateTimeOffset? NodesShutdown(Stop stop) => world.Tasks
        .Where(task => task.StopsAllOf(stop.Before.Node) && task.Ran.From <= stop.Down.From && task.Ran.To >= stop.RanSince
            && task.Ran.To >= stop.Down.From - TimeSpan.FromMinutes(5))
        .Select(task => (DateTimeOffset?)task.Ran.From).Min();

    private bool Shutdown(Stop stop, TaskSpan task) =>
        world.Tasks.Exists(all => all.StopsAllOf(stop.Before.Node) && all.RanAt(task.Ran.From));

    /// <summary>After a node lost and regained power at the same moment, so no state shows it off.</summary>
    private Reason AfterReset(Stop stop)
    {
        var back = world.Play.Truth
            .Where(change => change.Kind == "node-online" && change.Node == stop.After.Node && change.At >= stop.Down.From)
            .Select(change => change.At).DefaultIfEmpty(stop.Down.From).Min();
        return new(Due: back + Minute, MustReport: stop.After is { OnBoot: true, Ha: null });
    }

    /// <summary>HA has two minutes to start a recovered guest on its new node.</summary>
    private DateTimeOffset Recovered(Stop stop) => world.Guests[stop.Vmid].Steps
        .Where(step => stop.Down.Holds(step.At) && step.Value.Guest is { Ha: "started" } guest && guest.Node != stop.Before.Node)
        .Select(step => step.At + TimeSpan.FromMinutes(2)).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();

    /// <summary>HA has four minutes to start it on its own node once that has booted: its lock there must expire first.</summary>
    private DateTimeOffset Rejoined(Stop stop) => world.Nodes[stop.Before.Node].When(node => node is { Powered: true, Online: true }).All
        .Select(span => span.From).Where(at => at > stop.Down.From && stop.Down.Holds(at))
        .Select(at => at + TimeSpan.FromMinutes(4)).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();

    /// <summary>When HA should have it back, or when HA gives up.</summary>
    private DateTimeOffset UnlessGivenUp(Stop stop, TimeSpan wait) =>
        world.Guests[stop.Vmid].When(moment => moment.Guest?.Ha == "error").All
        .Select(span => span.From).Where(stop.Down.Holds).Append(stop.Down.From + wait).Min();

    /// <summary>If the node is shut down before the guest should be back, the return after the node's next start counts instead.</summary>
    private Reason UnlessNodeLeaves(Stop stop, DateTimeOffset due)
    {
        var leaves = world.Tasks.Where(task => task.StopsAllOf(stop.After.Node) && task.Ran.From > stop.Down.From && task.Ran.From < due)
            .Select(task => (DateTimeOffset?)task.Ran.From).Min();
        return leaves is { } since && AfterBoot(stop, since, Minute) is { WasRequested: false } boots ? boots : new(Due: due);
    }

    /// <summary>Guests that start with their node should be back a minute after it; others are not expected.</summary>
    private Reason AfterBoot(Stop stop, DateTimeOffset since, TimeSpan wait)
    {
        var line = world.Nodes[stop.Before.Node];
        var off = line.Steps.FirstOrDefault(step => step.At >= since && !step.Value.Powered);
        if (off.Value is null || off.At > Spans.Max(since, stop.Down.From) + TimeSpan.FromMinutes(2)) return new(WasRequested: true);
        var back = line.Steps.FirstOrDefault(step => step.At > off.At && step.Value is { Powered: true, Online: true });
        if (back.Value is null) return new(IsNoFault: true);
        var must = stop.After.OnBoot && world.Guests[stop.Vmid].At(back.At)?.Guest is { OnBoot: true, Ha: null } guest
            && guest.Node == stop.Before.Node;
        return new(Due: back.At + wait, MustReport: must);
    }

    private static DateTimeOffset Ended(TaskSpan task, DateTimeOffset at) => task.Ran.To == DateTimeOffset.MaxValue ? at + Minute
        : task.Ran.To;
}
