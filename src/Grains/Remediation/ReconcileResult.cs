namespace OrleansMonitor.Grains.Remediation;

/// <summary>The result of a step of a repair.</summary>
internal sealed record ReconcileResult
{
    private ReconcileResult(string reason) => Reason = reason;

    public string Reason { get; }

    /// <summary>Whether nothing is left to do for its incident.</summary>
    public bool IsDone { get; private init; }

    /// <summary>When to check again; null if only an event makes that useful.</summary>
    public DateTimeOffset? At { get; private init; }

    /// <summary>Whether it waits for a free slot of the cluster.</summary>
    public bool WaitsForSlot { get; private init; }

    /// <summary>Whether the wait is not written to the journal, since the others are only being checked.</summary>
    public bool IsSilent { get; private init; }

    public static ReconcileResult Done(string reason) => new(reason) { IsDone = true };

    /// <summary>Check again at an instant, or at an event that affects it.</summary>
    public static ReconcileResult RetryAt(DateTimeOffset? at, string reason) => new(reason) { At = at };

    /// <summary>Check again at an event that affects it.</summary>
    public static ReconcileResult WaitForEvent(string reason) => new(reason);

    /// <summary>Check again when a slot is free.</summary>
    public static ReconcileResult WaitForSlot(string reason, bool silent = false) => new(reason) { WaitsForSlot = true, IsSilent = silent };
}
