namespace OrleansMonitor.Simulator.Model;

/// <summary>QMP run states (api-facts §4); containers only use the first two.</summary>
internal enum RunState : byte
{
    Stopped, Running, Paused, Prelaunch, Suspended, IoError, GuestPanicked, InternalError, Shutdown, Watchdog, SaveVm, RestoreVm,
    InMigrate, FinishMigrate,
    PostMigrate, Debug, Colo, Unknown,
}

internal static class RunStates
{
    private static readonly string[] Names =
    [
        "stopped", "running", "paused", "prelaunch", "suspended", "io-error", "guest-panicked", "internal-error", "shutdown", "watchdog",
        "save-vm", "restore-vm",
        "inmigrate", "finish-migrate", "postmigrate", "debug", "colo", "unknown",
    ];

    public static string Name(this RunState state) => Names[(int)state];

    public static RunState? Parse(string name) => Array.IndexOf(Names, name) is >= 0 and var index ? (RunState)index : null;
}
