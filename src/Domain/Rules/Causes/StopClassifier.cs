using System.Globalization;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Causes;

/// <summary>Tells why a guest stopped (the table of api-facts §5).</summary>
public static class StopClassifier
{
    // A task's times are whole seconds, and a skew is measured by them.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(3);

    /// <summary>Names the cause. The newest task that could have ended the run decides; without one, what Proxmox says of the guest itself.</summary>
    public static StopCause Classify(StopEvidence evidence)
    {
        if (evidence.Lock == "suspended" && Newest(evidence) is null)
            return new(StopCauseKind.Hibernated, null, null, "it keeps the lock suspended");
        if (Newest(evidence) is { } task) return Explain(evidence, task);
        if (HaOf(evidence) is { } state) return new(StopCauseKind.Ha, null, null, $"Proxmox HA manages it (state {state}) and decides whether it runs");
        if (evidence.KillLine is { } line) return new(StopCauseKind.Crashed, null, null, $"its node's journal says: {line}");
        return evidence.Tasks is null
            ? new(StopCauseKind.Unknown, null, null, $"its node's tasks cannot be read: {evidence.Blind ?? "no reason given"}")
            : new(StopCauseKind.GuestShutdownOrCrash, null, null, "no task asked for it: it shut itself down or crashed, which Proxmox cannot tell apart");
    }

    /// <summary>The task that destroyed a guest; null where none did.</summary>
    public static PveTask? Destruction(int vmid, IEnumerable<PveTask> tasks) => tasks
        .Where(task => !task.Failed && task.Id == vmid.ToString(CultureInfo.InvariantCulture) && TaskTypes.EndOfOne(task.Type) == StopCauseKind.Destroyed)
        .MaxBy(task => task.StartedAt);

    private static StopCause Explain(StopEvidence evidence, PveTask task)
    {
        var kind = Kind(evidence, task)!.Value;
        var asked = task;
        if (kind == StopCauseKind.StoppedByUser && task.User == "root@pam")
        {
            // Proxmox' own daemons act as root@pam on behalf of somebody's wider task.
            var wider = Others(evidence).Where(other => other.Type is "stopall" or "hastop" or "vzdump").MaxBy(other => other.StartedAt);
            if (wider is not null && wider.StartedAt <= task.StartedAt + Rounding) (kind, asked) = (Wider(wider), wider);
            else if (HaOf(evidence) is { } state) return new(StopCauseKind.Ha, null, task.Upid, $"Proxmox HA stopped it (state {state})");
        }

        return new(kind, asked.User, asked.Upid, $"{asked.Type} by {asked.User}");
    }

    private static StopCauseKind Wider(PveTask task) =>
        TaskTypes.EndOfMany(task.Type) ?? TaskTypes.EndOfOne(task.Type) ?? StopCauseKind.StoppedByUser;

    private static PveTask? Newest(StopEvidence evidence) =>
        Others(evidence).Where(task => Kind(evidence, task) is not null).MaxBy(task => (task.StartedAt, Specific(evidence, task)));

    private static StopCauseKind? Kind(StopEvidence evidence, PveTask task) =>
        Specific(evidence, task) ? TaskTypes.EndOfOne(task.Type) : TaskTypes.EndOfMany(task.Type);

    private static bool Specific(StopEvidence evidence, PveTask task) =>
        task.Id == evidence.Vmid.ToString(CultureInfo.InvariantCulture);

    // What began or still ran after the guest was last known to run. A backup of several guests names none of them: it counts while it holds the lock.
    private static IEnumerable<PveTask> Others(StopEvidence evidence) =>
        from task in evidence.Tasks ?? []
        where !task.Failed || task.Type == "vzdump"
        let since = evidence.RanAfter + evidence.ClockSkew - Rounding
        where task.StartedAt >= since || (task.EndedAt ?? DateTimeOffset.MaxValue) >= since
        where task.Type != "vzdump" || IsBackupOf(evidence, task)
        where !IsUndone(evidence, task)
        select task;

    // A backup leaves a guest as it found it: one that is over explains only the end of a run which began for it.
    private static bool IsBackupOf(StopEvidence evidence, PveTask task)
    {
        if (evidence.Lock == "backup") return true;
        if (!Specific(evidence, task)) return false;
        if (task.EndedAt is null) return true;
        return Stopped(evidence, task)
            ? !evidence.SeenLive
            : evidence.RunsSince is not { } since || since + evidence.ClockSkew >= task.StartedAt - Rounding;
    }

    // What a stop-mode backup shut down it has started again before it let go of the lock: who is down now went down afterwards.
    // A row may still show the stop itself, so only the live status tells.
    private static bool IsUndone(StopEvidence evidence, PveTask task) =>
        evidence is { SeenLive: true, Lock: null } && task.Type == "qmshutdown"
        && (evidence.Tasks ?? []).Any(backup => backup.Type == "vzdump" && Specific(evidence, backup) && ShutBy(evidence, task, backup) && task.StartedAt < backup.EndedAt);

    // In stop mode it shuts a VM down by a task of its own.
    private static bool Stopped(StopEvidence evidence, PveTask backup) => (evidence.Tasks ?? []).Any(task => ShutBy(evidence, task, backup));

    private static bool ShutBy(StopEvidence evidence, PveTask task, PveTask backup) =>
        task.Type == "qmshutdown" && Specific(evidence, task) && task.User == "root@pam"
        && task.StartedAt >= backup.StartedAt - Rounding && task.StartedAt <= (backup.EndedAt ?? DateTimeOffset.MaxValue) + Rounding;

    // One in state "ignored" HA does not touch: it is as if it were not there.
    private static string? HaOf(StopEvidence evidence) => evidence.HaState == "ignored" ? null : evidence.HaState;
}
