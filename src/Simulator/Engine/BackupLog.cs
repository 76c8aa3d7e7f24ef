using System.Globalization;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>The lines of vzdump's task log, in its original format.</summary>
internal static class BackupLog
{
    public static IEnumerable<string> Begin(Guest guest, string mode, bool running, DateTimeOffset at) =>
    [
        $"INFO: Starting Backup of VM {guest.Vmid} ({guest.Type})",
        $"INFO: Backup started at {Moment(at)}",
        $"INFO: status = {(running ? "running" : "stopped")}",
        $"INFO: backup mode: {(running ? mode : "stop")}",
        "INFO: ionice priority: 7",
        $"INFO: {(guest.IsVm ? "VM" : "CT")} Name: {guest.Name}",
    ];

    public static IEnumerable<string> Finish(Guest guest, TimeSpan took, DateTimeOffset at) =>
    [
        $"INFO: Finished Backup of VM {guest.Vmid} ({took.ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture)})",
        $"INFO: Backup finished at {Moment(at)}",
    ];

    public static IEnumerable<string> Fail(Guest guest, string why, DateTimeOffset at) =>
        [$"ERROR: Backup of VM {guest.Vmid} failed - {why}", $"INFO: Failed at {Moment(at)}"];

    public static string End(bool failed) => failed ? "INFO: Backup job finished with errors" : "INFO: Backup job finished successfully";

    private static string Moment(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
