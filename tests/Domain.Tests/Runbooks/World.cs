using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Domain.Tests.Runbooks;

/// <summary>A cluster that does what it is told, as far as a remediation can see it; it outlives the processes that act on it.</summary>
internal sealed class World
{
    public const string ActUser = "monitor@pve!act";

    private readonly List<PveTask> _tasks = [];
    private DateTimeOffset? _runsSince;

    public DateTimeOffset Now { get; set; } = Given.Start;

    /// <summary>Starts that fail before one works.</summary>
    public int FailingStarts { get; init; }

    public TimeSpan StartTakes { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan ClockSkew { get; init; }

    /// <summary>True while nothing of the guest and its node can be read.</summary>
    public Func<DateTimeOffset, bool> Blind { get; init; } = _ => false;

    /// <summary>What the next call answers instead of the truth; it is carried out all the same where <see cref="Swallows"/> is false.</summary>
    public ActResult? Answer { get; set; }

    /// <summary>True where calls are lost before they arrive.</summary>
    public bool Swallows { get; init; }

    public int Sent { get; private set; }

    public int Started { get; private set; }

    public bool Runs => _runsSince is { } since && Now >= since;

    public ActResult Send()
    {
        Sent++;
        if (Swallows) return Answer ?? ActResult.Unknown("no answer");
        var fails = _tasks.Count < FailingStarts;
        var upid = $"UPID:pve1:0001:0002:{_tasks.Count}:qmstart:100:{ActUser}:";
        _tasks.Add(new(upid, "pve1", "qmstart", "100", ActUser, Whole(Now + ClockSkew), Now + ClockSkew + StartTakes, fails ? "start failed: QEMU exited with code 1" : "OK"));
        if (!fails) _runsSince = Now + StartTakes;
        if (!fails) Started++;
        return Answer ?? ActResult.Accepted(upid, "accepted");
    }

    public ProbeReadings Read(RemediationStep step, ProbeReadings before, int entries)
    {
        if (Blind(Now)) return before with { At = Now, Entries = entries, Asked = step.Reads, Guest = null, Task = null, Tasks = null, Blind = "pve1 does not answer" };
        return new()
        {
            At = Now,
            Entries = entries,
            Asked = step.Reads,
            Guest = new() { Status = Runs ? GuestStatus.Running : GuestStatus.Stopped, Uptime = Runs ? (long)(Now - _runsSince!.Value).TotalSeconds : 0 },
            GuestNode = "pve1",
            GuestBefore = before.Guest ?? before.GuestBefore,
            Tasks = step.Reads.HasFlag(Reads.Tasks) ? [.. _tasks.Where(task => task.StartedAt >= step.Since + ClockSkew - TimeSpan.FromSeconds(1)).Select(Seen)] : null,
            Task = step.Reads.HasFlag(Reads.Task) ? Outcome(step.Upid!) : null,
            ClockSkew = step.Reads.HasFlag(Reads.Tasks) ? ClockSkew : null,
            TasksComplete = step.Reads.HasFlag(Reads.Tasks),
            ActUser = ActUser,
        };
    }

    private PveTask Seen(PveTask task) => task.EndedAt > Now + ClockSkew ? task with { EndedAt = null, Status = null } : task;

    private TaskOutcome? Outcome(string upid) => _tasks.Find(task => task.Upid == upid) is { } task ? new(upid, Seen(task).EndedAt is null, Seen(task).Status) : null;

    private static DateTimeOffset Whole(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
}
