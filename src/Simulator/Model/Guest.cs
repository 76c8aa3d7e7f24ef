using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Simulator.Model;

/// <summary>A virtual machine or container. Kept small: a cluster may have 100,000 of them.</summary>
internal sealed class Guest
{
    public required int Vmid { get; init; }
    public required bool IsVm { get; init; }
    public required string Name { get; init; }
    public required Node Node { get; set; }
    public required int Cpus { get; init; }
    public required long MaxMemory { get; init; }
    public required long MaxDisk { get; init; }
    public bool Template { get; init; }
    public bool OnBoot { get; set; }
    public bool Agent { get; init; }
    public bool InBackupJob { get; set; }
    public string? Tags { get; set; }
    public string? Pool { get; set; }
    public string? Lock { get; set; }
    public HaService? Ha { get; set; }
    public ReplicationJob? Replication { get; set; }
    public RunState State { get; set; }

    /// <summary>Reacts neither to ACPI nor to its agent, so a shutdown times out.</summary>
    public bool Deaf { get; set; }

    /// <summary>Its node publishes it as stopped; the live status stays correct.</summary>
    public bool Misreported { get; set; }
    public int Pid { get; set; }
    public int StartRequests { get; set; }
    public int FailingStarts { get; set; }

    /// <summary>How its next backup fails; null if it does not.</summary>
    public BackupFailure? NextBackup { get; set; }

    /// <summary>How long its start takes; null is the cluster's <see cref="SimulatorTimings.GuestStart"/>.</summary>
    public TimeSpan? BootTime { get; set; }

    /// <summary>Unix milliseconds of its start; 0 without a process.</summary>
    public long BootAt { get; set; }
    /// <summary>Whether its load is fixed.</summary>
    public bool HoldsLoad { get; set; }
    public float CpuLevel { get; set; }
    public float MemoryLevel { get; set; }
    public float DiskLevel { get; set; }
    public Published<PublishedGuest> Sample;

    /// <summary>How its last run ended.</summary>
    public GuestEnd Ended { get; private set; }

    public bool HasProcess => State != RunState.Stopped;
    public string Type => IsVm ? "qemu" : "lxc";
    public string Id => $"{Type}/{Vmid}";
    public string Label => $"{(IsVm ? "VM" : "CT")} {Vmid} ({Name})";

    public void Begin(long now, int pid, RunState state = RunState.Running)
    {
        State = state;
        BootAt = now;
        Pid = pid;
    }

    public void End() => End(GuestEnd.Task);

    public void End(GuestEnd how)
    {
        if (HasProcess) Ended = how;
        State = RunState.Stopped;
        BootAt = 0;
        Pid = 0;
    }
}

/// <summary>A failing backup.</summary>
/// <param name="Why">The message in its log.</param>
/// <param name="LeavesOff">Whether a guest that the backup stopped is left off.</param>
internal sealed record BackupFailure(string Why, bool LeavesOff);
