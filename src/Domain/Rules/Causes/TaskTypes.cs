using System.Collections.Frozen;
using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Rules.Causes;

/// <summary>What PVE task types do to a guest's run and to its lock (api-facts §4 and §5).</summary>
internal static class TaskTypes
{
    /// <summary>The user that Proxmox' own daemons act as.</summary>
    public const string Root = "root@pam";

    /// <summary>A backup of one guest or of several.</summary>
    public const string Backup = "vzdump";

    private static readonly FrozenDictionary<string, StopCauseKind> OfOneGuest = new Dictionary<string, StopCauseKind>(StringComparer.Ordinal)
    {
        ["qmstop"] = StopCauseKind.StoppedByUser,
        ["qmshutdown"] = StopCauseKind.StoppedByUser,
        ["qmreboot"] = StopCauseKind.StoppedByUser,
        ["qmrollback"] = StopCauseKind.StoppedByUser,
        ["qmrestore"] = StopCauseKind.StoppedByUser,
        ["vzstop"] = StopCauseKind.StoppedByUser,
        ["vzshutdown"] = StopCauseKind.StoppedByUser,
        ["vzreboot"] = StopCauseKind.StoppedByUser,
        ["vzrollback"] = StopCauseKind.StoppedByUser,
        ["vzrestore"] = StopCauseKind.StoppedByUser,
        ["hastop"] = StopCauseKind.StoppedByUser,
        ["qmsuspend"] = StopCauseKind.Hibernated,
        ["vzsuspend"] = StopCauseKind.Hibernated,
        ["qmigrate"] = StopCauseKind.Migration,
        ["vzmigrate"] = StopCauseKind.Migration,
        ["hamigrate"] = StopCauseKind.Migration,
        [Backup] = StopCauseKind.Backup,
        ["qmdestroy"] = StopCauseKind.Destroyed,
        ["vzdestroy"] = StopCauseKind.Destroyed,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, StopCauseKind> OfWholeNode = new Dictionary<string, StopCauseKind>(StringComparer.Ordinal)
    {
        ["stopall"] = StopCauseKind.NodeShutdown,
        ["suspendall"] = StopCauseKind.Hibernated,
        ["migrateall"] = StopCauseKind.Migration,
        ["bulk-shutdown"] = StopCauseKind.StoppedByUser,
        ["bulk-suspend"] = StopCauseKind.Hibernated,
        ["bulk-migrate"] = StopCauseKind.Migration,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Starting = FrozenSet.Create(StringComparer.Ordinal, "qmstart", "vzstart", "hastart");

    private static readonly FrozenSet<string> StartingMany = FrozenSet.Create(StringComparer.Ordinal, "startall", "bulk-start");

    private static readonly FrozenSet<string> Rebooting = FrozenSet.Create(StringComparer.Ordinal, "qmreboot", "vzreboot");

    private static readonly FrozenSet<string> Requesting = FrozenSet.Create(
        StringComparer.Ordinal, "qmstop", "qmshutdown", "qmreboot", "vzstop", "vzshutdown", "vzreboot", "hastop", "qmsuspend", "vzsuspend");

    /// <summary>What a task about one guest does to its run; null for nothing.</summary>
    public static StopCauseKind? EndOfOne(string type) => OfOneGuest.TryGetValue(type, out var kind) ? kind : null;

    /// <summary>What a task about many guests does to their runs; null for nothing.</summary>
    public static StopCauseKind? EndOfMany(string type) => OfWholeNode.TryGetValue(type, out var kind) ? kind : null;

    /// <summary>Whether it starts one guest.</summary>
    public static bool Starts(string type) => Starting.Contains(type);

    /// <summary>Whether a task that succeeded has begun a run. One of HA's only asks for it: HA's own start follows, or does not.</summary>
    public static bool BeginsRun(string type) => type is "qmstart" or "vzstart";

    /// <summary>Whether it starts guests of a whole node.</summary>
    public static bool StartsMany(string type) => StartingMany.Contains(type);

    /// <summary>Whether it stops a guest in order to start it again.</summary>
    public static bool Reboots(string type) => Rebooting.Contains(type);

    /// <summary>Whether it stops a guest for good where it succeeds.</summary>
    public static bool Stops(string type) => type is "qmstop" or "qmshutdown" or "vzstop" or "vzshutdown" or "qmsuspend" or "vzsuspend";

    /// <summary>What destroys a guest, whose VMID is free from then on.</summary>
    public static ImmutableArray<string> Destroying { get; } = [.. OfOneGuest.Where(pair => pair.Value == StopCauseKind.Destroyed).Select(pair => pair.Key)];

    /// <summary>Whether it destroys a guest.</summary>
    public static bool Destroys(string type) => Destroying.Contains(type);

    /// <summary>Whether it leaves a guest as it is that is stopped already, and gives back one that runs.</summary>
    public static bool KeepsStopped(string type) => Reboots(type) || EndOfOne(type) == StopCauseKind.Migration;

    /// <summary>Whether it asks a guest to end its run: the request reaches the guest even where the task does not wait for the end.</summary>
    public static bool Requests(string type) => Requesting.Contains(type);

    /// <summary>Whether two users are the same person, whatever token was used.</summary>
    public static bool SameHand(string one, string other) => Person(one).SequenceEqual(Person(other));

    private static ReadOnlySpan<char> Person(string user) => user.AsSpan(0, user.IndexOf('!', StringComparison.Ordinal) is >= 0 and var token ? token : user.Length);
}
