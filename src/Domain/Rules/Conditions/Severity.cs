namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>How bad a condition is.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>Needs attention some time today.</summary>
    Warning,

    /// <summary>Needs attention now.</summary>
    Error,

    /// <summary>Something is down or about to be.</summary>
    Critical,
}
