using System.Collections.Frozen;
using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Observations;

/// <summary>Effects of PVE task types on guests' runs and locks (api-facts §4 and §5). Defined only here.</summary>
public static class TaskTypes
{
    /// <summary>The user that Proxmox' own daemons act as.</summary>
    public const string Root = "root@pam";

    /// <summary>A backup of one or several guests.</summary>
    public const string Backup = "vzdump";

    /// <summary>Starts a node's guests in order when it boots.</summary>
    internal const string StartAll = "startall";

    /// <summary>Shuts a node's guests down in order before it shuts down.</summary>
    internal const string StopAll = "stopall";

    /// <summary>Asks Proxmox HA to stop a guest.</summary>
    internal const string HaStop = "hastop";

    /// <summary>Shuts a VM down gracefully.</summary>
    internal const string ShutdownVm = "qmshutdown";

    /// <summary>Moves a VM to another node; a running one in a new process there.</summary>
    internal const string MigrateVm = "qmigrate";

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
        (Work.Resume, Reach.Guest, ["qmresume", "vzresume"]),
        (Work.Rollback, Reach.Guest, ["qmrollback", "vzrollback"]),
        (Work.Restore, Reach.Guest, ["qmrestore", "vzrestore"]),
        (Work.Migrate, Reach.Guest, [MigrateVm, "vzmigrate"]),
        (Work.Migrate, Reach.Ha, ["hamigrate"]),
        (Work.Migrate, Reach.Many, ["migrateall", "bulk-migrate"]),
        (Work.Backup, Reach.Guest, [Backup]),
        (Work.Destroy, Reach.Guest, ["qmdestroy", "vzdestroy"]),
    }.SelectMany(row => row.Types.Select(type => KeyValuePair.Create(type, (row.Work, row.Reach))))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The effect of a task on a guest.</summary>
    internal enum Work
    {
        Start, Stop, Shutdown, Reboot, Reset, Suspend, Resume, Rollback, Restore, Migrate, Backup, Destroy,
    }

    /// <summary>The target of a task: one guest, one guest through HA, or many.</summary>
    internal enum Reach
    {
        Guest, Ha, Many,
    }

    /// <summary>The type of the task that starts a guest of a kind.</summary>
    internal static string StartOf(GuestKind? kind) => kind == GuestKind.Container ? "vzstart" : "qmstart";

    /// <summary>Whether the type starts one guest.</summary>
    internal static bool Starts(string type) => Of(type) is (Work.Start, not Reach.Many);

    /// <summary>Whether a successful task began a run. HA's <c>hastart</c> only requests one: HA's own start may follow.</summary>
    internal static bool BeginsRun(string type) => Of(type) is (Work.Start, Reach.Guest);

    /// <summary>Whether the type starts guests of a whole node.</summary>
    internal static bool StartsMany(string type) => Of(type) is (Work.Start, Reach.Many);

    /// <summary>Whether the type shuts down guests of a whole node.</summary>
    internal static bool ShutsManyDown(string type) => Of(type) is (Work.Shutdown, Reach.Many);

    /// <summary>Whether a task of the type may affect guests that it does not name.</summary>
    internal static bool ConcernsMany(string type) => Of(type) is (_, Reach.Many) or (Work.Backup, _);

    /// <summary>Whether Proxmox' daemons start and stop guests on its behalf in separate tasks.</summary>
    internal static bool HasTasksOfItsOwn(string type) =>
        Of(type) is (_, Reach.Ha or Reach.Many) or (Work.Backup or Work.Reboot or Work.Migrate, _);

    /// <summary>Whether the type rolls a guest back, which stops it unless the snapshot has its memory.</summary>
    internal static bool RollsBack(string type) => Of(type) is (Work.Rollback, _);

    /// <summary>Whether the type pauses or hibernates one guest.</summary>
    internal static bool Suspends(string type) => Of(type) is (Work.Suspend, Reach.Guest);

    /// <summary>Whether the type ends a pause or hibernation of one guest.</summary>
    internal static bool Resumes(string type) => Of(type) is (Work.Resume, _);

    /// <summary>Whether a stopped guest runs afterwards.</summary>
    internal static bool BringsBack(string type) => Of(type) is (Work.Start or Work.Rollback, not Reach.Many);

    /// <summary>Whether the guest is stopped or gone afterwards.</summary>
    internal static bool TakesDown(string type) => Of(type) is (Work.Stop or Work.Shutdown or Work.Suspend or Work.Destroy, not Reach.Many);

    /// <summary>Whether the type stops a guest in order to start it again.</summary>
    internal static bool Reboots(string type) => Of(type) is (Work.Reboot, _);

    /// <summary>Whether the type moves one guest to another node.</summary>
    internal static bool Migrates(string type) => Of(type) is (Work.Migrate, Reach.Guest);

    /// <summary>Whether the type resets a VM.</summary>
    internal static bool Resets(string type) => Of(type) is (Work.Reset, _);

    /// <summary>Whether the guest stays stopped if the task succeeds.</summary>
    internal static bool Stops(string type) => Of(type) is (Work.Stop or Work.Shutdown or Work.Suspend, Reach.Guest);

    /// <summary>Types that destroy a guest and free its VMID.</summary>
    internal static ImmutableArray<string> Destroying { get; } = [.. Known.Keys.Where(Destroys)];

    /// <summary>Whether the type destroys a guest.</summary>
    internal static bool Destroys(string type) => Of(type) is (Work.Destroy, _);

    /// <summary>Whether a stopped guest stays stopped, and a running one runs again afterwards.</summary>
    internal static bool KeepsStopped(string type) => Of(type) is (Work.Reboot or Work.Migrate, not Reach.Many);

    /// <summary>Whether the type asks a guest to stop. The request reaches the guest even if the task does not wait for the end.</summary>
    internal static bool Requests(string type) => Of(type) is (Work.Stop or Work.Shutdown or Work.Reboot or Work.Suspend, not Reach.Many);

    /// <summary>Whether two users are the same person, ignoring tokens.</summary>
    internal static bool IsSamePerson(string one, string other) => Person(one).SequenceEqual(Person(other));

    private static ReadOnlySpan<char> Person(string user) =>
        user.AsSpan(0, user.IndexOf('!', StringComparison.Ordinal) is >= 0 and var token ? token : user.Length);

    /// <summary>Effect and target of a task type; null for unknown types.</summary>
    internal static (Work Work, Reach Reach)? Of(string type) => Known.TryGetValue(type, out var known) ? known : null;
}
