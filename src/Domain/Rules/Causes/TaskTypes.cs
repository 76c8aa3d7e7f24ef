using System.Collections.Frozen;

namespace OrleansMonitor.Domain.Rules.Causes;

/// <summary>PVE task types that end a guest's run (api-facts §5).</summary>
internal static class TaskTypes
{
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
        ["vzdump"] = StopCauseKind.Backup,
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

    /// <summary>What a task about one guest does to its run; null for nothing.</summary>
    public static StopCauseKind? EndOfOne(string type) => OfOneGuest.TryGetValue(type, out var kind) ? kind : null;

    /// <summary>What a task about many guests does to their runs; null for nothing.</summary>
    public static StopCauseKind? EndOfMany(string type) => OfWholeNode.TryGetValue(type, out var kind) ? kind : null;
}
