using OrleansMonitor.Simulator.Faults;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Simulator.Changes;

/// <summary>
/// The true state of one object from a moment on, until the next state of the same object. Published among the changes if
/// <see cref="SimulatorOptions.TellsStates"/> is set; the first time for all objects.
/// </summary>
public abstract record SimulatedState;

/// <summary>A guest.</summary>
/// <param name="Vmid">The VMID.</param>
/// <param name="Type"><c>qemu</c> or <c>lxc</c>.</param>
/// <param name="Node">The node that owns its configuration.</param>
/// <param name="Status">The QMP run state, such as <c>running</c> or <c>io-error</c>; <c>stopped</c> without a process.</param>
/// <param name="End">How its last run ended.</param>
/// <param name="Run">The number of its current or last run; increases with each start of a process.</param>
public sealed record SimulatedGuestState(int Vmid, string Type, string Node, string Status, GuestEnd End, int Run) : SimulatedState
{
    /// <summary>The configuration lock; null if unlocked.</summary>
    public string? Lock { get; init; }

    /// <summary>Its HA state; null if HA does not manage it.</summary>
    public string? Ha { get; init; }

    /// <summary>Whether it starts with its node.</summary>
    public bool OnBoot { get; init; }

    /// <summary>Whether it is a template.</summary>
    public bool Template { get; init; }

    /// <summary>Whether a backup job includes it.</summary>
    public bool InBackupJob { get; init; } = true;

    /// <summary>Tags separated by <c>;</c>; null without any.</summary>
    public string? Tags { get; init; }

    /// <summary>The pool; null without one.</summary>
    public string? Pool { get; init; }

    /// <summary>How full its root file system is, 0–1; 0 for a VM.</summary>
    public double Disk { get; init; }

    /// <summary>Whether its replication fails; null without a job.</summary>
    public bool? ReplicationFails { get; init; }
}

/// <summary>A guest was destroyed.</summary>
/// <param name="Vmid">The VMID.</param>
public sealed record GuestGone(int Vmid) : SimulatedState;

/// <summary>How a guest's run ended.</summary>
public enum GuestEnd
{
    /// <summary>Not ended yet, or ended by a PVE task.</summary>
    Task,

    /// <summary>Ended by itself or by a signal, without a task.</summary>
    Crash,

    /// <summary>Killed by the kernel because memory ran out; the journal has the proof.</summary>
    OutOfMemory,

    /// <summary>Its node lost power.</summary>
    Node,
}

/// <summary>A node.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Powered">Whether it has power.</param>
/// <param name="Online">Whether the members that can reach it see it as online.</param>
/// <param name="Hung">Whether it accepts connections but never answers.</param>
public sealed record SimulatedNodeState(string Node, bool Powered, bool Online, bool Hung) : SimulatedState
{
    /// <summary>Whether it reaches a majority of the members, itself included.</summary>
    public bool Quorate { get; init; }

    /// <summary>Whether another member that has quorum can reach it.</summary>
    public bool Heard { get; init; }

    /// <summary>Whether its pvestatd publishes.</summary>
    public bool Publishes { get; init; }

    /// <summary>How long a round of its pvestatd takes.</summary>
    public TimeSpan Round { get; init; }

    /// <summary>Whether a storage hangs, and with it every call that reads storages.</summary>
    public bool StorageHangs { get; init; }

    /// <summary>Its HA state, such as <c>online</c>, <c>maintenance</c> or <c>fence</c>.</summary>
    public string Ha { get; init; } = "online";

    /// <summary>Use of its processors, 0–1.</summary>
    public double Cpu { get; init; }

    /// <summary>Use of its memory with caches, 0–1.</summary>
    public double Memory { get; init; }

    /// <summary>The share of its memory used by caches, 0–1.</summary>
    public double Caches { get; init; }

    /// <summary>Use of its root file system, 0–1.</summary>
    public double Disk { get; init; }

    /// <summary>How far its clock is ahead.</summary>
    public TimeSpan ClockAhead { get; init; }

    /// <summary>When its certificate ends.</summary>
    public DateTimeOffset CertificateEnds { get; init; }

    /// <summary>Whether it serves a different certificate than at the start.</summary>
    public bool NewCertificate { get; init; }
}

/// <summary>A storage on one node.</summary>
/// <param name="Node">The node.</param>
/// <param name="Storage">Its name.</param>
/// <param name="Shared">Whether it is the same on every node.</param>
/// <param name="Content">What it may hold, separated by commas.</param>
/// <param name="Active">Whether it answers.</param>
/// <param name="InUse">False if it is disabled, restricted to other nodes, or removed.</param>
/// <param name="Used">How full it is, 0–1.</param>
public sealed record SimulatedStorageState(string Node, string Storage, bool Shared, string Content, bool Active, bool InUse, double Used)
    : SimulatedState;

/// <summary>An installed service of a node.</summary>
/// <param name="Node">The node.</param>
/// <param name="Service">Its name.</param>
/// <param name="State"><c>running</c>, <c>failed</c> or <c>dead</c>.</param>
public sealed record SimulatedServiceState(string Node, string Service, string State) : SimulatedState;

/// <summary>A PVE task began or ended.</summary>
/// <param name="Upid">Its UPID.</param>
/// <param name="Node">The node that it runs on.</param>
/// <param name="Type">Its type, such as <c>qmstop</c>.</param>
/// <param name="Id">Its object: a VMID, a service, or empty.</param>
/// <param name="User">The user who requested it, with the token's id.</param>
/// <param name="Ended">Its result, such as <c>OK</c>; null while it runs.</param>
public sealed record SimulatedTaskState(string Upid, string Node, string Type, string Id, string User, string? Ended) : SimulatedState;

/// <summary>The faults injected into responses.</summary>
/// <param name="Rules">The rules still in effect, in their order.</param>
public sealed record InjectedFaults(IReadOnlyList<FaultRule> Rules) : SimulatedState;

/// <summary>The permissions of a token.</summary>
/// <param name="Token">Its id.</param>
/// <param name="Revoked">Whether it is revoked.</param>
/// <param name="Privileges">The privileges of both it and its user, by path. A missing path has those of the next one above.</param>
public sealed record SimulatedTokenState(string Token, bool Revoked, IReadOnlyDictionary<string, string> Privileges) : SimulatedState;
