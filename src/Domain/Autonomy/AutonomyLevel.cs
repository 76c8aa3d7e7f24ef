namespace OrleansMonitor.Domain.Autonomy;

/// <summary>How far the monitor may act on its own.</summary>
public enum AutonomyLevel
{
    /// <summary>Records only.</summary>
    Observe = 0,

    /// <summary>Alerts.</summary>
    Alert = 1,

    /// <summary>Proposes; a person approves.</summary>
    Recommend = 2,

    /// <summary>Acts and reports.</summary>
    ActAndReport = 3,

    /// <summary>Acts and audits; notifies people of failures only.</summary>
    ActSilently = 4,
}
