namespace OrleansMonitor.Trust.Faults;

/// <summary>The kind of fault of a call.</summary>
public enum CallFault
{
    /// <summary>It throws at once.</summary>
    Throws,

    /// <summary>It does not answer while the fault lasts.</summary>
    Hangs,

    /// <summary>It answers correctly, but after every reasonable timeout.</summary>
    IsLate,
}
