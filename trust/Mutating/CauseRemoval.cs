using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>
/// What a monitor sees that does not know one cause of a stop: the tasks of its row in the table of api-facts §5 say nothing to it.
/// </summary>
internal static class CauseBlindness
{
    private static readonly string[] Asked =
        ["qmstop", "qmshutdown", "qmreboot", "qmrollback", "vzstop", "vzshutdown", "vzreboot", "vzrollback", "hastop"];

    public static Func<Sight>? Of(string cause) => cause switch
    {
        "stopped_by_user" => () => new Forgetful(Asked),
        "backup" => () => new Forgetful("vzdump"),
        "node_shutdown" => () => new Forgetful("stopall"),
        "destroyed" => () => new Forgetful("qmdestroy", "vzdestroy"),
        "hibernated" => () => new Forgetful("qmsuspend", "vzsuspend") { Lock = "suspended" },
        "ha" => Blindness.Of("ha"),
        "crashed" => Blindness.Of("journal"),
        "unknown" => () => new Forgetful { Silent = true },
        _ => null,
    };

    private sealed class Forgetful(params string[] types) : Sight
    {
        public string? Lock { get; init; }

        public bool Silent { get; init; }

        public override bool TakesSilenceForNone => Silent;

        public override bool Keeps(PveTask task) => !types.Contains(task.Type, StringComparer.Ordinal);

        public override GuestSample Row(GuestSample row) => Lock is not null && row.Lock == Lock ? row with { Lock = null } : row;

        public override GuestLive? Live(GuestId guest, GuestLive? live) =>
            live is { } seen && Lock is not null && seen.Lock == Lock ? seen with { Lock = null } : live;
    }
}
