using OrleansMonitor.Benchmarks.Processes;

namespace OrleansMonitor.Benchmarks.Workers;

/// <summary>What a worker is told first.</summary>
/// <param name="Connection">The simulated Proxmox.</param>
/// <param name="Database">The SQLite file of a monitor.</param>
/// <param name="OwnSchedule">True where tiers tick by themselves at their default periods; false where they tick when asked.</param>
internal sealed record WorkerSetup(Connection Connection, string Database = "", bool OwnSchedule = false);
