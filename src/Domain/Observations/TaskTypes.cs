using System.Collections.Frozen;
using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Observations;

/// <summary>What the types of PVE tasks mean for guests' runs and locks (api-facts §4 and §5): the only place that says.</summary>
public static class TaskTypes
{
    /// <summary>The user that Proxmox' own daemons act as.</summary>
    public const string Root = "root@pam";

    /// <summary>A backup of one guest or of several.</summary>
    public const string Backup = "vzdump";

    /// <summary>Starts a node's guests in their order when it boots.</summary>
    internal const string StartAll = "startall";

    /// <summary>Shuts a node's guests down in their order before it goes.</summary>
    internal const string StopAll = "stopall";

    /// <summary>Asks Proxmox HA to stop a guest.</summary>
    internal const string HaStop = "hastop";

    /// <summary>Shuts a VM down from inside.</summary>
    internal const string ShutdownVm = "qmshutdown";

    private static readonly FrozenDictionary<string, (Work Work, Reach Reach)> Known = new (Work Work, Reach Reach, string[] Types)[]
    {
        (Work.Start, Reach.Guest, ["qmstart", "vzstart"]),
        (Work.Start, Reach.Ha, ["hastart"]),
        (Work.Start, Reach.Many, [StartAll, "bulk-start"]),
        (Work.Stop, Reach.Guest, ["qmstop", "vzstop"]),
        (Work.Stop, Reach.Ha, [HaStop]),
        (Work.Shutdown, Reach.Guest, [ShutdownVm, "vzshutdown"]),
        (Work.Shutdown, Reach.Many, [StopAll, "bulk-shutdown"]),
        (Work.Reboot, Reach.Guest, ["qmreboot", "vzreboot"]),
        (Work.Reset, Reach.Guest, ["qmreset"]),
        (Work.Suspend, Reach.Guest, ["qmsuspend", "vzsuspend"]),
        (Work.Suspend, Reach.Many, ["suspendall", "bulk-suspend"]),
        (Work.Rollback, Reach.Guest, ["qmrollback", "vzrollback"]),
        (Work.Restore, Reach.Guest, ["qmrestore", "vzrestore"]),
        (Work.Migrate, Reach.Guest, ["qmigrate", "vzmigrate"]),
        (Work.Migrate, Reach.Ha, ["hamigrate"]),
        (Work.Migrate, Reach.Many, ["migrateall", "bulk-migrate"]),
        (Work.Backup, Reach.Guest, [Backup]),
        (Work.Destroy, Reach.Guest, ["qmdestroy", "vzdestroy"]),
    }.SelectMany(row => row.Types.Select(type => KeyValuePair.Create(type, (row.Work, row.Reach))))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a task does to a guest.</summary>
    internal enum Work
    {
        Start, Stop, Shutdown, Reboot, Reset, Suspend, Rollback, Restore, Migrate, Backup, Destroy,
    }

    /// <summary>Whom a task is about: a guest, a guest by way of HA, or many.</summary>
    internal enum Reach
    {
        Guest, Ha, Many,
    }

    /// <summary>The type of the task that starts a guest.</summary>
    internal static string StartOf(GuestKind? kind) => kind == GuestKind.Container ? "vzstart" : "qmstart";

    /// <summary>Whether it starts one guest.</summary>
    internal static bool Starts(string type) => Of(type) is (Work.Start, not Reach.Many);

    /// <summary>Whether a task that succeeded has begun a run. One of HA's only asks for it: HA's own start follows, or does not.</summary>
    internal static bool BeginsRun(string type) => Of(type) is (Work.Start, Reach.Guest);

    /// <summary>Whether it starts guests of a whole node.</summary>
    internal static bool StartsMany(string type) => Of(type) is (Work.Start, Reach.Many);

    /// <summary>Whether it shuts down guests of a whole node.</summary>
    internal static bool ShutsManyDown(string type) => Of(type) is (Work.Shutdown, Reach.Many);

    /// <summary>Whether it may work on guests that it does not name.</summary>
    internal static bool ConcernsMany(string type) => Of(type) is (_, Reach.Many) or (Work.Backup, _);

    /// <summary>Whether Proxmox' own daemons start and stop guests for it, by tasks of their own.</summary>
    internal static bool HasTasksOfItsOwn(string type) =>
        Of(type) is (_, Reach.Ha or Reach.Many) or (Work.Backup or Work.Reboot or Work.Migrate, _);

    /// <summary>Whether a guest runs after it that was down.</summary>
    internal static bool BringsBack(string type) => Of(type) is (Work.Start or Work.Rollback, not Reach.Many);

    /// <summary>Whether a guest is down after it, or gone.</summary>
    internal static bool TakesDown(string type) => Of(type) is (Work.Stop or Work.Shutdown or Work.Suspend or Work.Destroy, not Reach.Many);

    /// <summary>Whether it stops a guest in order to start it again.</summary>
    internal static bool Reboots(string type) => Of(type) is (Work.Reboot, _);

    /// <summary>Whether it resets a VM.</summary>
    internal static bool Resets(string type) => Of(type) is (Work.Reset, _);

    /// <summary>Whether it stops a guest for good where it succeeds.</summary>
    internal static bool Stops(string type) => Of(type) is (Work.Stop or Work.Shutdown or Work.Suspend, Reach.Guest);

    /// <summary>What destroys a guest, whose VMID is free from then on.</summary>
    internal static ImmutableArray<string> Destroying { get; } = [.. Known.Keys.Where(Destroys)];

    /// <summary>Whether it destroys a guest.</summary>
    internal static bool Destroys(string type) => Of(type) is (Work.Destroy, _);

    /// <summary>Whether it leaves a guest as it is that is stopped already, and gives back one that runs.</summary>
    internal static bool KeepsStopped(string type) => Of(type) is (Work.Reboot or Work.Migrate, not Reach.Many);

    /// <summary>
    /// Whether it asks a guest to end its run: the request reaches the guest even where the task does not wait for the end.
    /// </summary>
    internal static bool Requests(string type) => Of(type) is (Work.Stop or Work.Shutdown or Work.Reboot or Work.Suspend, not Reach.Many);

    /// <summary>Whether two users are the same person, whatever token was used.</summary>
    internal static bool SameHand(string one, string other) => Person(one).SequenceEqual(Person(other));

    private static ReadOnlySpan<char> Person(string user) =>
        user.AsSpan(0, user.IndexOf('!', StringComparison.Ordinal) is >= 0 and var token ? token : user.Length);

    /// <summary>What a type of task does, and whom it is about; null for any other.</summary>
    internal static (Work Work, Reach Reach)? Of(string type) => Known.TryGetValue(type, out var known) ? known : null;
}
