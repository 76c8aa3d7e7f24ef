namespace OrleansMonitor.Trust.Faults;

/// <summary>What goes wrong with a call.</summary>
public enum FaultKind
{
    /// <summary>It throws at once.</summary>
    Throws,

    /// <summary>It never answers while the fault lasts.</summary>
    Hangs,

    /// <summary>It answers rightly, but later than anybody should wait for it.</summary>
    IsLate,
}
