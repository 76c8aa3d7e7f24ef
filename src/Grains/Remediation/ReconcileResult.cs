namespace OrleansMonitor.Grains.Remediation;

/// <summary>What a step of a repair came to.</summary>
internal sealed record ReconcileResult
{
    private ReconcileResult(string reason) => Reason = reason;

    /// <summary>Why, in words.</summary>
    public string Reason { get; }

    /// <summary>True where nothing is left to do for its incident.</summary>
    public bool IsDone { get; private init; }

    /// <summary>When to look again; null where only something that happens makes that worth it.</summary>
    public DateTimeOffset? At { get; private init; }

    /// <summary>True where it waits until one of the cluster's slots is free.</summary>
    public bool WaitsForSlot { get; private init; }

    /// <summary>True where it has not said that it waits, since others are only being looked at.</summary>
    public bool IsSilent { get; private init; }

    /// <summary>Nothing is left to do.</summary>
    public static ReconcileResult Done(string reason) => new(reason) { IsDone = true };

    /// <summary>Look again at an instant, or when something bearing on it happens.</summary>
    public static ReconcileResult Again(DateTimeOffset? at, string reason) => new(reason) { At = at };

    /// <summary>Look again when something bearing on it happens.</summary>
    public static ReconcileResult WhenWoken(string reason) => new(reason);

    /// <summary>Look again when a slot is free.</summary>
    public static ReconcileResult ForSlot(string reason, bool silent = false) => new(reason) { WaitsForSlot = true, IsSilent = silent };
}
