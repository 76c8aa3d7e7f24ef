using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>Something that was truly wrong.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Subject">In words, such as <c>crash of 104</c>.</param>
/// <param name="True">From when until when it was so.</param>
/// <param name="Keys">The keys of incidents any of which tells it, such as <c>VM_CRASHED:lab/104</c>.</param>
internal sealed record Fault(FaultKind Kind, string Subject, Span True, IReadOnlyCollection<string> Keys)
{
    /// <summary>From when the bound counts: what Proxmox can show by then, or what promises an end is overdue.</summary>
    public DateTimeOffset Due { get; init; } = True.From;

    /// <summary>For how long before <see cref="Due"/> it must be watched without a break until it is known.</summary>
    public TimeSpan Watched { get; init; }

    /// <summary>When it was first there to be seen: where it came while nobody could see it, the end of that.</summary>
    public DateTimeOffset Seen { get; init; } = True.From;

    /// <summary>Whether it must be told. What need not be is a true cause all the same.</summary>
    public bool Must { get; init; } = true;

    /// <summary>The keys that it is a true cause of.</summary>
    public IReadOnlyCollection<string> Causes { get; init; } = Keys;

    /// <summary>The node that it is on; null where none is.</summary>
    public string? Node { get; init; }

    /// <summary>The guest that it is about; null where none is.</summary>
    public int? Vmid { get; init; }

    /// <summary>When nobody need be told of it, besides what excuses all.</summary>
    public Spans Excused { get; init; } = Spans.None;
}

/// <summary>The kinds of faults: the rows of the table in <c>docs/trust.md</c>.</summary>
public enum FaultKind
{
    GuestCrashed,
    GuestNotBack,
    GuestBroken,
    LockStale,
    HaGaveUp,
    NodeDown,
    NodeIsolated,
    NodeFrozen,
    NodeSlow,
    QuorumLost,
    ClusterUnreachable,
    ServiceDown,
    StorageUnavailable,
    LimitExceeded,
    CertificateExpiring,
    BackupFailed,
    BackupMissing,
    ReplicationFailed,
    FailureStorm,
    VisibilityLost,
    MonitorStorageFailed,
    MonitorBlind,
    ClockSet,
}
