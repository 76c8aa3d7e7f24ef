using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>
/// Removes the evidence of one cause of a stop: the tasks of its row in the table of api-facts §5.
/// </summary>
internal static class CauseRemoval
{
    private static readonly string[] Asked =
        ["qmstop", "qmshutdown", "qmreboot", "qmrollback", "vzstop", "vzshutdown", "vzreboot", "vzrollback", "hastop"];

    public static Func<EvidenceFilter>? Of(string cause) => cause switch
    {
        "stopped_by_user" => () => new HiddenTasks(Asked),
        "backup" => () => new HiddenTasks("vzdump"),
        "node_shutdown" => () => new HiddenTasks("stopall"),
        "destroyed" => () => new HiddenTasks("qmdestroy", "vzdestroy"),
        "moved_away" => () => new HiddenTasks("qmigrate", "vzmigrate"),
        "hibernated" => () => new HiddenTasks("qmsuspend", "vzsuspend") { Lock = "suspended" },
        "ha" => EvidenceRemoval.Of("ha"),
        "crashed" => EvidenceRemoval.Of("journal"),
        "unknown" => () => new HiddenTasks { WithoutTasks = true },
        _ => null,
    };

    private sealed class HiddenTasks(params string[] types) : EvidenceFilter
    {
        public string? Lock { get; init; }

        public bool WithoutTasks { get; init; }

        public override bool TreatsUnreadableTasksAsNone => WithoutTasks;

        public override bool Keeps(PveTask task) => !types.Contains(task.Type, StringComparer.Ordinal);

        public override GuestSample Row(GuestSample row) => Lock is not null && row.Lock == Lock ? row with { Lock = null } : row;

        public override GuestLive? Live(GuestId guest, GuestLive? live) =>
            live is { } seen && Lock is not null && seen.Lock == Lock ? seen with { Lock = null } : live;
    }
}
