using System.Globalization;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>Guests that stopped unexpectedly, and guests that did not come back as expected.</summary>
internal sealed class GuestDowns(World world, Excuses excuses)
{
    /// <summary>A run shorter than two polls is visible only in its tasks: it may be reported but need not be.</summary>
    private static readonly TimeSpan Glimpse = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>pvestatd, caches and the confirmation, in addition to the poll; see the table of bounds.</summary>
    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(31);
    private static readonly TimeSpan Ease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UnreadTasks = TimeSpan.FromMinutes(5);
    private readonly StopReasons _reasons = new(world);

    public IEnumerable<Fault> Find() => world.Guests.SelectMany(pair => Find(pair.Key, pair.Value));

    private IEnumerable<Fault> Find(int vmid, Timeline<GuestMoment> line)
    {
        var runs = DateTimeOffset.MinValue;
        for (var index = 1; index < line.Steps.Count; index++)
        {
            var (before, (at, after)) = (line.Steps[index - 1].Value, line.Steps[index]);
            if (!before.Runs && after.Runs) runs = at;
            if (!before.Runs || after.Runs || after.Guest is not { Template: false } guest || before.Guest is not { } was) continue;
            var until = line.Steps.Skip(index).Where(step => step.Value.Runs || step.Value.Guest is null)
                .Select(step => (DateTimeOffset?)step.At).FirstOrDefault() ?? DateTimeOffset.MaxValue;
            foreach (var fault in Judge(new(vmid, was, guest, runs, new(at, until)))) yield return Excuse(fault, guest);
        }
    }

    private IEnumerable<Fault> Judge(Stop stop)
    {
        var given = _reasons.Of(stop);
        var promise = given.Due is { } due ? Later(stop, due) : (DateTimeOffset?)null;
        var taken = _reasons.TakenBack(stop);
        if (given.WasRequested) return OnPurpose(stop);
        if (promise is { } back)
        {
            // Without the privilege to read the node's tasks nobody can know that a return was promised.
            var hidden = Unreadable(stop);
            if (back >= stop.Down.To) return hidden ? [Hidden("return", stop)] : [];
            var from = hidden ? stop.Down.From : Spans.Min(back, FailedStart(stop) ?? back);
            var missing = new Fault(FaultKind.GuestNotBack, Text("return", stop), new(from, stop.Down.To),
                stop.After.End == GuestEnd.Node || hidden || Unanswered(stop) is not null ? Keys(stop) : Keys(stop)[1..])
            { Due = back, MustReport = given.MustReport };
            return Until(missing, taken);
        }

        if (given.IsNoFault) return [];
        var moved = MovedAtOnce(stop);
        var crash = new Fault(moved is null ? FaultKind.GuestCrashed : FaultKind.GuestNotBack, Text("crash", stop), stop.Down, Keys(stop))
        {
            Due = moved ?? given.TaskEnded ?? stop.Down.From,
            MustReport = given.MustReport && stop.Ran >= Glimpse
        };
        return Until(crash, taken);
    }

    /// <summary>
    /// When a migration ended that began before the stop was observed: it looks as if the migration stopped the guest and restarts it.
    /// </summary>
    private DateTimeOffset? MovedAtOnce(Stop stop)
    {
        if (Seen(stop) is var first && first >= world.End) return null;
        var seen = first + Late(stop.After.Node, stop.Down.From) + Shown;
        return world.TasksOf(stop.Vmid).Where(task => task.Verb == "migrate" && task.Ran.From >= stop.Down.From && task.Ran.From <= seen)
            .Select(task => (DateTimeOffset?)task.Ran.To).Min();
    }

    /// <summary>
    /// Stopped on purpose. It is a fault only if the reason could not be read for five minutes, or if a later start failed.
    /// </summary>
    private IEnumerable<Fault> OnPurpose(Stop stop)
    {
        if (Unreadable(stop)) return [Hidden("stop", stop)];
        if ((Unanswered(stop) ?? FailedStart(stop)) is not { } from || from >= stop.Down.To) return [];
        return [new(FaultKind.GuestNotBack, Text("stop", stop), new(from, stop.Down.To), Keys(stop)) { MustReport = false }];
    }

    /// <summary>When a start of it failed first while it was down: it is known from then that it did not come back.</summary>
    private DateTimeOffset? FailedStart(Stop stop) => world.TasksOf(stop.Vmid)
        .Where(task => task is { Verb: "start", Failed: true } && stop.Down.Holds(task.Ran.To))
        .Select(task => (DateTimeOffset?)task.Ran.To).Min();

    /// <summary>Without the privilege to read a node's tasks the reason of a stop is unknown (permissions.md).</summary>
    private bool Unreadable(Stop stop) =>
        Meanwhile(stop, world.Observability.WithoutPrivilege("Sys.Audit", $"/nodes/{stop.After.Node}")) is not null;

    /// <summary>When the node's tasks were unreadable for so long that the stop is evaluated without them.</summary>
    private DateTimeOffset? Unanswered(Stop stop) => Meanwhile(stop, world.Observability.Faulted(stop.After.Node)) is { } blind
        && Spans.Max(blind.From, Seen(stop)) + UnreadTasks is var judged && judged <= blind.To ? judged : null;

    /// <summary>
    /// The obstacle at the time when the reason of a stop is read: rows show a stop a round later and are confirmed a poll later.
    /// </summary>
    private Span? Meanwhile(Stop stop, Spans obstacles)
    {
        var seen = Seen(stop);
        if (seen >= world.End) return null;
        var asked = new Span(seen, seen + Late(stop.After.Node, seen) + Shown + world.Settings.CriticalPeriod);
        return obstacles.All.Where(asked.Meets).Select(span => (Span?)span).FirstOrDefault();
    }

    private Fault Hidden(string what, Stop stop) =>
        new(FaultKind.GuestNotBack, Text(what, stop), stop.Down, Keys(stop)) { MustReport = false };

    /// <summary>After somebody has stopped it too, it needs no report, but remains a true cause.</summary>
    private static IEnumerable<Fault> Until(Fault fault, DateTimeOffset? taken)
    {
        if (taken is not { } at || at <= fault.Active.From) return [taken is null ? fault : fault with { MustReport = false }];
        return [fault with { Active = new(fault.Active.From, at) }, fault with { Active = new(at, fault.Active.To), MustReport = false }];
    }

    /// <summary>A running start task postpones it.</summary>
    private DateTimeOffset Later(Stop stop, DateTimeOffset due)
    {
        foreach (var start in world.TasksOf(stop.Vmid)
            .Where(task => task.Verb == "start" && task.Ran.From <= due && task.Ran.To > due && task.Ran.From >= stop.Down.From))
            due = Spans.Min(start.Ran.To, stop.Down.To);
        return due;
    }

    private DateTimeOffset Seen(Stop stop) => Seen(stop.Vmid, stop.After.Node, stop.Down.From);

    private DateTimeOffset Seen(int vmid, string node, DateTimeOffset at) => world.Observability.Unseen(vmid, node).Find(at)?.To ?? at;

    /// <summary>How much longer the rounds of a node's pvestatd are than usual.</summary>
    private TimeSpan Late(string node, DateTimeOffset at)
    {
        var round = world.Nodes.GetValueOrDefault(node)?.At(at)?.Round ?? default;
        return round > Ease ? round - Ease : default;
    }

    private Fault Excuse(Fault fault, SimulatedGuestState guest)
    {
        var vmid = guest.Vmid;
        var late = Late(guest.Node, fault.Due);
        if (Mute(guest.Node, fault.Due)) late += Minute;
        var silent = Levels.Of(world, fault.Due, vmid, null, highest: true) == 4 ? TimeSpan.FromSeconds(200) : default;
        return fault with
        {
            Vmid = vmid,
            Node = guest.Node,
            VisibleFrom = Seen(vmid, guest.Node, fault.Active.From),
            Due = Spans.Max(fault.Due, fault.Active.From) is var due && due > world.End ? due : due + late + silent,
            Excused = excuses.OfGuest(vmid, fault.Active)
        };
    }

    /// <summary>Whether a node publishes but its API is down because a daemon does not run: its rows count after a minute.</summary>
    private bool Mute(string node, DateTimeOffset at) =>
        world.Observability.WithoutApi(node, "pvedaemon", "pveproxy", "pve-cluster").Holds(at);

    /// <summary>The crash, then other possible conditions. An overdue guest is no crash unless it went down with its node.</summary>
    private string[] Keys(Stop stop)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{world.Name}/{stop.Vmid}");
        return [$"{(stop.After.Type == "qemu" ? "VM" : "CT")}_CRASHED:{id}", $"GUEST_NOT_BACK:{id}", $"HA_ERROR:{id}"];
    }

    private static string Text(string what, Stop stop) => string.Create(CultureInfo.InvariantCulture, $"{what} of {stop.Vmid}");
}

/// <summary>A guest that stopped.</summary>
/// <param name="Vmid">The VMID.</param>
/// <param name="Before">Its state while it ran.</param>
/// <param name="After">Its state after the stop.</param>
/// <param name="RanSince">When that run began.</param>
/// <param name="Down">When it was down.</param>
internal sealed record Stop(int Vmid, SimulatedGuestState Before, SimulatedGuestState After, DateTimeOffset RanSince, Span Down)
{
    public TimeSpan Ran => Down.From - RanSince;
}
