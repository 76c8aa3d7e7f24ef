using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>A true fault.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Subject">A description such as <c>crash of 104</c>.</param>
/// <param name="Active">When it was active.</param>
/// <param name="Keys">The keys of incidents, any of which reports it, such as <c>VM_CRASHED:lab/104</c>.</param>
internal sealed record Fault(FaultKind Kind, string Subject, Span Active, IReadOnlyCollection<string> Keys)
{
    /// <summary>The start of the bound: when Proxmox can show it, or when a promised end is overdue.</summary>
    public DateTimeOffset Due { get; init; } = Active.From;

    /// <summary>How long before <see cref="Due"/> it must be observed without a break.</summary>
    public TimeSpan ObservationTime { get; init; }

    /// <summary>When it was first observable. A fault that began while nothing was observable counts from the end of that.</summary>
    public DateTimeOffset VisibleFrom { get; init; } = Active.From;

    /// <summary>Whether it must be reported. It is a true cause in any case.</summary>
    public bool MustReport { get; init; } = true;

    /// <summary>The keys of incidents of which it is a true cause.</summary>
    public IReadOnlyCollection<string> Causes { get; init; } = Keys;

    /// <summary>Its node, if any.</summary>
    public string? Node { get; init; }

    /// <summary>Whether its incident belongs to the whole cluster, so that the autonomy level of its node does not apply.</summary>
    public bool IsOfCluster { get; init; }

    /// <summary>Its guest, if any.</summary>
    public int? Vmid { get; init; }

    /// <summary>When it needs no report, besides the common excuses.</summary>
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
