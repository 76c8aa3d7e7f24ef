using System.Globalization;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>Faults of guests other than stops: broken run states, locks, HA errors, full disks, failed backups and replication.</summary>
internal sealed class GuestFaults(World world, Excuses excuses)
{
    /// <summary>Publishing rounds jitter by a thousandth.</summary>
    private const double Jitter = 1.002;

    private static readonly TimeSpan LockFreed = TimeSpan.FromSeconds(15);

    /// <summary>Changes of a guest's power set no lock that outlasts their request.</summary>
    private static readonly string[] NeverLocks = ["start", "stop", "shutdown", "reboot", "reset", "resume"];

    public IEnumerable<Fault> Find() => world.Guests.SelectMany(pair => Find(pair.Key, pair.Value))
        .Select(fault => fault with
        {
            Excused = excuses.OfGuest(fault.Vmid!.Value, fault.Active).Or(ToldOfItsStorage(fault)).Or(Unreadable(fault))
        });

    /// <summary>Data that only the guest's own node has: its replication, and whether a task holds its lock.</summary>
    private Spans Unreadable(Fault fault) => fault.Kind is FaultKind.ReplicationFailed or FaultKind.LockStale
        ? excuses.ThroughNodesOf(fault.Vmid!.Value, fault.Active)
        : Spans.None;

    private Spans ToldOfItsStorage(Fault fault) => fault.Kind switch
    {
        FaultKind.BackupFailed => excuses.OfStorages(fault.Vmid!.Value, "backup"),
        FaultKind.ReplicationFailed => excuses.OfStorages(fault.Vmid!.Value, "images").Or(excuses.OfStorages(fault.Vmid!.Value, "rootdir")),
        FaultKind.GuestBroken when fault.Subject.StartsWith("io-error", StringComparison.Ordinal) =>
            excuses.OfStorages(fault.Vmid!.Value, "images"),
        _ => Spans.None,
    };

    private IEnumerable<Fault> Find(int vmid, Timeline<GuestMoment> line) =>
    [
        .. Broken(vmid, line), .. Locked(vmid, line), .. GivenUp(vmid, line), .. Full(vmid, line), .. Loaded(vmid, line),
        .. Unreplicated(vmid, line),
            .. NotBackedUp(vmid, line),
    ];

    private IEnumerable<Fault> Broken(int vmid, Timeline<GuestMoment> line) =>
        from broken in new[] { ("io-error", "GUEST_IO_ERROR"), ("guest-panicked", "GUEST_PANICKED"),
            ("internal-error", "GUEST_INTERNAL_ERROR") }
        from span in line.When(moment => moment.Guest is { Type: "qemu" } guest && guest.Status == broken.Item1).All
        select new Fault(FaultKind.GuestBroken, Text(broken.Item1, vmid), span, [Key(broken.Item2, vmid)]) { Vmid = vmid };

    /// <summary>
    /// A lock without a task that could hold it. Hibernation keeps its lock by design. While a task runs that did not set the lock, this is
    /// not visible from outside and needs no report; a fault from before that task remains.
    /// </summary>
    private IEnumerable<Fault> Locked(int vmid, Timeline<GuestMoment> line)
    {
        var own = world.TasksOf(vmid).Where(task => task.Verb != "start").Select(task => task.Ran).ToList();
        var locking = world.TasksOf(vmid).Where(task => !NeverLocks.Contains(task.Verb)).Select(task => task.Ran).ToList();
        var jobs = world.Tasks.Where(task => task.Type == "vzdump" && task.Id.Length == 0
            && line.At(task.Ran.From)?.Guest?.Node == task.Node).Select(task => task.Ran).ToList();
        var all = line.When(moment => moment.Guest?.Lock is not (null or "suspended")).All;
        return
        [
            .. from locked in all
               from span in new Spans(own.Concat(jobs)).Widen(default, LockFreed).Leave(locked)
               select new Fault(FaultKind.LockStale, Text("lock", vmid), span, [Key("LOCK_STALE", vmid)]) { Vmid = vmid },
            .. from locked in all
               from span in new Spans(locking.Where(task => Sets(line, task, locked))
                   .Concat(jobs.Where(job => Sets(line, job, locked, locking) && !HadItsTurn(line, job, locked, all, jobs))))
                   .Widen(default, LockFreed).Leave(locked)
               select new Fault(FaultKind.LockStale, Text("lock", vmid), span, [Key("LOCK_STALE", vmid)])
               {
                   Vmid = vmid,
                   MustReport = false,
               },
        ];
    }

    /// <summary>
    /// Whether a task may have set this lock. A lock that appeared during a task of the guest is from that task, not from a job.
    /// </summary>
    private static bool Sets(Timeline<GuestMoment> line, Span task, Span locked, IReadOnlyCollection<Span>? own = null) => line.Steps
        .Any(step => locked.Holds(step.At) && task.From <= step.At && step.At <= task.To
            && line.Before(step.At)?.Guest?.Lock != step.Value.Guest!.Lock && own?.Any(other => other.Holds(step.At)) != true);

    /// <summary>Whether a job has already locked the guest, while no other job ran: it handles each guest once.</summary>
    private static bool HadItsTurn(
        Timeline<GuestMoment> line, Span job, Span locked, IEnumerable<Span> all, IReadOnlyCollection<Span> jobs) =>
        all.Any(earlier => earlier.To <= locked.From && Sets(line, job, earlier) && jobs.Count(other => other.Holds(earlier.From)) == 1);

    private IEnumerable<Fault> GivenUp(int vmid, Timeline<GuestMoment> line) =>
        line.When(moment => moment.Guest?.Ha == "error").All.Select(span =>
            new Fault(FaultKind.HaGaveUp, Text("HA error", vmid), span, [Key("HA_ERROR", vmid)]) { Vmid = vmid });

    /// <summary>
    /// Only running containers have a value. One that its backup stops comes back equally full, so its incident may stay open meanwhile.
    /// </summary>
    private IEnumerable<Fault> Full(int vmid, Timeline<GuestMoment> line) => Full(vmid, line, moment => moment.Runs)
        .Concat(Full(vmid, line, moment => moment.Runs || moment.Guest?.Lock == "backup")
            .Select(fault => fault with { MustReport = false }));

    private IEnumerable<Fault> Full(int vmid, Timeline<GuestMoment> line, Func<GuestMoment, bool> counts) => LimitFaults.Of(
        world, line, moment => moment is { Guest: { Type: "lxc", Template: false } guest } && counts(moment) ? guest.Disk : null, Jitter,
            Text("disk", vmid), $"{world.Name}/{Id(vmid)}",
        [new("DISK_CRITICAL", ["DISK_CRITICAL", "GUEST_DISK_CRITICAL"], (0.95, 0.90)),
            new("DISK_HIGH", ["DISK_HIGH", "GUEST_DISK_HIGH"], (0.90, 0.85))],
        (kind, name) => kind switch
        {
            "Guest" => name == $"{world.Name}/{Id(vmid)}",
            "Tag" or "Pool" => true,
            "Cluster" => name == world.Name,
            _ => false,
        }).Select(fault => fault with { Vmid = vmid });

    /// <summary>
    /// Rules on guests' memory and processors are off by default. Their values drift with every round and are in no state, so a report of
    /// such a rule on a running guest is never a false alarm here, and never required.
    /// </summary>
    private IEnumerable<Fault> Loaded(int vmid, Timeline<GuestMoment> line) =>
        from condition in (string[])["RAM_HIGH", "RAM_CRITICAL", "CPU_HIGH"]
        where world.Settings.Rule([condition, $"GUEST_{condition}"], null, (kind, _) => kind is not ("Node" or "Storage")).IsEverOn
        from span in line.When(moment => moment.Runs).All
        select new Fault(FaultKind.LimitExceeded, Text("load", vmid), span, [Key(condition, vmid)]) { Vmid = vmid, MustReport = false };

    private IEnumerable<Fault> Unreplicated(int vmid, Timeline<GuestMoment> line) =>
        line.When(moment => moment.Guest?.ReplicationFails == true).All
        .Select(span => new Fault(FaultKind.ReplicationFailed, Text("replication", vmid), span,
            [Key("REPLICATION_FAILED", vmid)])
        { Vmid = vmid });

    /// <summary>
    /// The last ended attempt counts, from when it ended for the guest; a failure can be known from the end of its task. If a job of
    /// several guests failed, only its log names them. The narration names the failed ones; another guest of the node may have been refused
    /// for its lock, so it is a true cause there without a required report. Without a readable log the failure is reported on the job's
    /// node. A task that ends after its guest was removed needs no report.
    /// </summary>
    private IEnumerable<Fault> NotBackedUp(int vmid, Timeline<GuestMoment> line)
    {
        var ends = new List<(DateTimeOffset At, DateTimeOffset Due, bool? Failed)>();
        var jobs = new List<(DateTimeOffset Due, string Node)>();
        foreach (var change in world.Play.Truth.Where(change => change.Vmid == vmid
            && change.Kind is "backup-failed" or "backup-finished" or "backup-worker-died"))
        {
            var task = world.Tasks.Find(task => task.Type == "vzdump" && task.Node == change.Node && task.RanAt(change.At)
                && (task.Id.Length == 0 || task.Id == Id(vmid)));
            if (task is { Id.Length: 0 }) jobs.Add((task.Ran.To, task.Node));
            ends.Add((change.At, task is null || task.Ran.To == DateTimeOffset.MaxValue ? change.At : task.Ran.To,
                change.Kind != "backup-finished"));
        }

        foreach (var task in world.Tasks.Where(task => task is { Type: "vzdump", Failed: true }
            && (task.Id == Id(vmid) || (task.Id.Length == 0 && line.At(task.Ran.To)?.Guest?.Node == task.Node))))
            if (!ends.Exists(end => end.Due == task.Ran.To && end.Failed == true)) ends.Add((task.Ran.To, task.Ran.To, task.Id.Length == 0
                ? null : true));
        // The log of a running job already names refused guests.
        foreach (var job in world.Tasks.Where(task => task is { Type: "vzdump", Failed: true, Id.Length: 0 }
            && line.At(task.Ran.To)?.Guest?.Node == task.Node))
            yield return new(
                FaultKind.BackupFailed, Text("backup", vmid), job.Ran, [Key("BACKUP_FAILED", vmid)])
            { Vmid = vmid, MustReport = false };
        ends.Sort((one, other) => one.At.CompareTo(other.At));
        var gone = line.Steps.Where(step => step.Value.Guest is null).Select(step => step.At).ToList();
        for (var index = 0; index < ends.Count; index++)
        {
            if (ends[index].Failed == false) continue;
            var next = index + 1 < ends.Count ? ends[index + 1].At : DateTimeOffset.MaxValue;
            var to = gone.Where(at => at > ends[index].At).Append(next).Min();
            var due = ends[index].Due;
            var read = new Span(due, due + world.Settings.RoutinePeriod);
            var nodes = jobs.Where(job => job.Due == due && excuses.ThroughNode(job.Node).All.Any(read.Meets))
                .Select(job => $"BACKUP_FAILED:{world.Name}/{job.Node}");
            string[] keys = [Key("BACKUP_FAILED", vmid), .. nodes];
            yield return new Fault(FaultKind.BackupFailed, Text("backup", vmid), new(ends[index].At, to), keys)
            {
                Vmid = vmid,
                Due = due,
                MustReport = ends[index].Failed == true && line.At(ends[index].At)?.Guest is not null,
            };
        }
    }

    private string Key(string condition, int vmid) => $"{condition}:{world.Name}/{Id(vmid)}";

    private static string Text(string what, int vmid) => $"{what} of {Id(vmid)}";

    private static string Id(int vmid) => vmid.ToString(CultureInfo.InvariantCulture);
}
