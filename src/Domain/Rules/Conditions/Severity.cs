namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>How bad a condition is.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>Look at it some time today.</summary>
    Warning,

    /// <summary>Look at it now.</summary>
    Error,

    /// <summary>Something is down or about to be.</summary>
    Critical,
}
