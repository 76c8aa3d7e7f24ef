using OrleansMonitor.Simulator.Faults;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Simulator.Changes;

/// <summary>
/// What is true of one thing from one instant on, until the next state of the same thing. Told between the changes where
/// <see cref="SimulatorOptions.TellsStates"/> is set, the first time for everything there is.
/// </summary>
public abstract record SimulatedState;

/// <summary>A guest.</summary>
/// <param name="Vmid">The VMID.</param>
/// <param name="Type"><c>qemu</c> or <c>lxc</c>.</param>
/// <param name="Node">The node that owns its configuration.</param>
/// <param name="Status">The QMP run state, such as <c>running</c> or <c>io-error</c>; <c>stopped</c> without a process.</param>
/// <param name="End">How its last run ended.</param>
/// <param name="Run">Which run it is in or was in last; counts up with every start of a process.</param>
public sealed record SimulatedGuestState(int Vmid, string Type, string Node, string Status, GuestEnd End, int Run) : SimulatedState
{
    /// <summary>The configuration lock; null without one.</summary>
    public string? Lock { get; init; }

    /// <summary>The state in which HA has it; null where HA does not manage it.</summary>
    public string? Ha { get; init; }

    /// <summary>Whether it is started with its node.</summary>
    public bool OnBoot { get; init; }

    /// <summary>Whether it is a template.</summary>
    public bool Template { get; init; }

    /// <summary>Whether some backup job names it.</summary>
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
    /// <summary>It has not ended yet, or a PVE task ended it.</summary>
    Task,

    /// <summary>By itself or by a signal: no task.</summary>
    Crash,

    /// <summary>The kernel killed it for want of memory; the journal proves it.</summary>
    OutOfMemory,

    /// <summary>Its node lost power.</summary>
    Node,
}

/// <summary>A node.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Powered">Whether it has power.</param>
/// <param name="Online">Whether the members that are not cut off from it see it.</param>
/// <param name="Hung">Whether it accepts connections but never answers.</param>
public sealed record SimulatedNodeState(string Node, bool Powered, bool Online, bool Hung) : SimulatedState
{
    /// <summary>Whether it hears a majority of the members, itself included.</summary>
    public bool Quorate { get; init; }

    /// <summary>Whether some other member that has quorum hears it.</summary>
    public bool Heard { get; init; }

    /// <summary>Whether its pvestatd reports.</summary>
    public bool Publishes { get; init; }

    /// <summary>How long a round of its pvestatd takes.</summary>
    public TimeSpan Round { get; init; }

    /// <summary>Whether a storage hangs, and every call that looks at storages with it.</summary>
    public bool StorageHangs { get; init; }

    /// <summary>HA's word on it, such as <c>online</c>, <c>maintenance</c> or <c>fence</c>.</summary>
    public string Ha { get; init; } = "online";

    /// <summary>Use of its processors, 0–1.</summary>
    public double Cpu { get; init; }

    /// <summary>Use of its memory with caches, 0–1.</summary>
    public double Memory { get; init; }

    /// <summary>The part of its memory that caches hold, 0–1.</summary>
    public double Caches { get; init; }

    /// <summary>Use of its root file system, 0–1.</summary>
    public double Disk { get; init; }

    /// <summary>How far its clock is ahead.</summary>
    public TimeSpan ClockAhead { get; init; }

    /// <summary>When its certificate ends.</summary>
    public DateTimeOffset CertificateEnds { get; init; }

    /// <summary>Whether it serves another certificate than the one that all nodes began with.</summary>
    public bool NewCertificate { get; init; }
}

/// <summary>A storage as one node has it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Storage">Its name.</param>
/// <param name="Shared">Whether it is the same on every node.</param>
/// <param name="Content">What it may hold, separated by commas.</param>
/// <param name="Active">Whether it answers.</param>
/// <param name="InUse">False where it is disabled, kept to other nodes, or was removed.</param>
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
/// <param name="Id">What it is about: a VMID, a service, or empty.</param>
/// <param name="User">Who asked for it, with the token's id.</param>
/// <param name="Ended">What it came to, such as <c>OK</c>; null while it runs.</param>
public sealed record SimulatedTaskState(string Upid, string Node, string Type, string Id, string User, string? Ended) : SimulatedState;

/// <summary>The faults that are injected into answers.</summary>
/// <param name="Rules">The rules that still hit, in their order.</param>
public sealed record InjectedFaults(IReadOnlyList<FaultRule> Rules) : SimulatedState;

/// <summary>What a token may do.</summary>
/// <param name="Token">Its id.</param>
/// <param name="Revoked">Whether it is refused.</param>
/// <param name="Privileges">What it and its user hold, by path; a path that is not named holds what the next one above does.</param>
public sealed record SimulatedTokenState(string Token, bool Revoked, IReadOnlyDictionary<string, string> Privileges) : SimulatedState;
