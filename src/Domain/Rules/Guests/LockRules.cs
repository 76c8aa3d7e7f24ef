using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>Distinguishes locks held by an operation from stale ones (api-facts §4: stale locks survive crashes and reboots).</summary>
public static class LockRules
{
    /// <summary>The lock of a hibernated guest; permanent, and it does not prevent a start.</summary>
    public const string Hibernated = "suspended";

    // A guest that was moved to another cluster keeps it, so that the original is not started beside its copy.
    private const string Migrating = "migrate";

    /// <summary>
    /// How long a lock counts as held after its task ended; it is released a moment before or after. A task that ended later than now by
    /// the node's clock ended before that clock was set back.
    /// </summary>
    public static TimeSpan HeldAfterEnd { get; } = TimeSpan.FromSeconds(15);

    // The tasks are read after the row.
    private static readonly TimeSpan AnswerAge = TimeSpan.FromMinutes(1);

    /// <summary>How long a lock must be observed before it counts as stale; tasks are listed with a delay.</summary>
    public static TimeSpan SeenFor { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a lasting lock is checked.</summary>
    public static TimeSpan CheckInterval { get; } = TimeSpan.FromMinutes(5);

    // By lock name. A clone's task has the VMID of its source. A container clone locks the copy as <c>create</c> and the source as
    // <c>disk</c>. A container's backup takes a snapshot. The target of a remote migration is locked as <c>create</c> while disks are
    // copied.
    private static readonly FrozenDictionary<string, ImmutableArray<string>> Holders =
        new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal)
        {
            ["backup"] = ["vzdump"],
            ["clone"] = ["qmclone", "vzclone"],
            ["create"] = ["qmcreate", "vzcreate", "qmrestore", "vzrestore", "vzclone", "qmtunnel", "vzmtunnel"],
            ["destroyed"] = ["vzdestroy"],
            ["disk"] = ["move_volume", "resize", "qmmove", "vzmove", "vzclone"],
            [Migrating] = ["qmigrate", "vzmigrate", "hamigrate", "migrateall", "bulk-migrate", "qmtunnel", "vzmtunnel"],
            ["rollback"] = ["qmrollback", "vzrollback"],
            ["snapshot"] = ["qmsnapshot", "vzsnapshot", "vzdump"],
            ["snapshot-delete"] = ["qmdelsnapshot", "vzdelsnapshot", "vzdump"],
            ["suspending"] = ["qmsuspend", "vzsuspend", "suspendall", "bulk-suspend"],
        }.ToFrozenDictionary(StringComparer.Ordinal);

    // pct mount and pct fstrim have no task.
    private static readonly FrozenSet<string> Taskless = FrozenSet.Create(StringComparer.Ordinal, "mounted", "fstrim");

    private static readonly FrozenSet<string> EndingNoRun =
        FrozenSet.Create(StringComparer.Ordinal, "clone", "disk", "fstrim", "mounted", "snapshot", "snapshot-delete");

    /// <summary>Whether a lock can become stale and prevents operations on the guest.</summary>
    public static bool Hinders(string? held) => held is { Length: > 0 } and not Hibernated;

    /// <summary>The holder of a lock.</summary>
    /// <param name="vmid">The guest.</param>
    /// <param name="held">Its lock.</param>
    /// <param name="tasks">Tasks of the affected nodes; null if they cannot be read.</param>
    /// <param name="logs">Logs of backup jobs, by UPID.</param>
    /// <param name="now">Now, by the node's clock.</param>
    /// <param name="isClockKnown">False if the node's clock could not be read.</param>
    public static LockHolder HolderOf(
        int vmid, string? held, IReadOnlyCollection<PveTask>? tasks, ImmutableDictionary<string, BackupJobLog> logs, DateTimeOffset now,
        bool isClockKnown = true)
    {
        if (!Hinders(held)) return LockHolder.None;
        var ends = !EndingNoRun.Contains(held!);
        if (Taskless.Contains(held!)) return new(LockHold.Unknown, $"{held} is set without a task");
        if (tasks is null)
            return new(LockHold.Unknown, $"whether a task holds the lock {held} is unknown: the tasks cannot be read") { EndsRuns = ends };
        var holder = tasks.Where(
            task => SetsLock(vmid, held!, task, logs)
                && (task.EndedAt is not { } end || (now - end < HeldAfterEnd && !(isClockKnown && end - now > AnswerAge))))
            .MaxBy(task => task.StartedAt);
        if (holder is null && held == Migrating && tasks.Where(task => IsOf(vmid, task) && TaskTypes.Migrates(task.Type))
            .MaxBy(task => task.StartedAt) is { Failed: false, EndedAt: not null } move)
        {
            return new(LockHold.Held, $"{move.Type} by {move.User} moved it to another cluster and left it locked", move);
        }

        return holder is null
            ? new(LockHold.Stale, $"no task holds its lock ({held}){Caution(held!)}")
            : new(LockHold.Held, $"{holder.Type} by {holder.User} holds the lock {held}", holder)
            {
                EndsRuns = ends && !KeepsRunning(vmid, holder, logs)
            };
    }

    // The task of such a move may be too old to be listed.
    private static string Caution(string held) =>
        held == Migrating ? "; check first that it was not moved to another cluster, where it may run" : "";

    // Only a backup in stop mode stops a guest.
    private static bool KeepsRunning(int vmid, PveTask holder, ImmutableDictionary<string, BackupJobLog> logs) =>
        logs.TryGetValue(holder.Upid, out var log) && log.Of(vmid) is { Mode: "snapshot" or "suspend" };

    /// <summary>The assessment of the rule on locks.</summary>
    public static Assessment Assess(GuestId guest, GuestState state, LockHolder holder)
    {
        var presence =
            holder.Hold switch { LockHold.Stale => Presence.Present, LockHold.Unknown => Presence.Unknown, _ => Presence.Absent };
        var reason = presence == Presence.Present
            ? $"{holder.Description}; run '{Unlock(state.Kind, guest.Vmid)}' before it can be started, stopped or backed up"
            : holder.Description;
        return new(ConditionType.LockStale, EntityId.Of(guest), presence, Severity.Warning,
            $"{GuestLabel.Of(guest, state)} has a stale lock", reason)
        { Node = state.Node };
    }

    /// <summary>The command that removes a lock; only root can run it (api-facts §4).</summary>
    public static string Unlock(GuestKind kind, int vmid) =>
        string.Create(CultureInfo.InvariantCulture, $"{(kind == GuestKind.Vm ? "qm" : "pct")} unlock {vmid}");

    private static bool SetsLock(int vmid, string held, PveTask task, ImmutableDictionary<string, BackupJobLog> logs)
    {
        var about = IsOf(vmid, task);
        if (!Holders.TryGetValue(held, out var types)) return about && !IsConsole(task.Type);
        if (!types.Contains(task.Type) || logs.GetValueOrDefault(task.Upid) is { Waiting: true }) return false;
        if (about || held == "clone" || (held == "create" && task.Type == "vzclone")) return true;
        return task.Id.Length == 0
            && (!logs.TryGetValue(task.Upid, out var log) || !log.Whole || log.Of(vmid) is { Outcome: BackupOutcome.Unfinished });
    }

    private static bool IsOf(int vmid, PveTask task) => task.Id == vmid.ToString(CultureInfo.InvariantCulture);

    private static bool IsConsole(string type) => type is "vncproxy" or "spiceproxy" or "vncshell" or "termproxy";
}
