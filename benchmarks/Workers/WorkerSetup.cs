using OrleansMonitor.Benchmarks.Processes;

namespace OrleansMonitor.Benchmarks.Workers;

/// <summary>The first input of a worker.</summary>
/// <param name="Connection">The simulated Proxmox.</param>
/// <param name="Database">The SQLite file of a monitor.</param>
/// <param name="OwnSchedule">True if tiers tick at their default periods; false if they tick on request.</param>
internal sealed record WorkerSetup(Connection Connection, string Database = "", bool OwnSchedule = false);
