namespace OrleansMonitor.Domain.Observations;

/// <summary>How far the last known state can be trusted.</summary>
public enum Freshness
{
    /// <summary>Never observed.</summary>
    Unknown,

    /// <summary>Observed by a poll that was applied within three periods, on a node that reports.</summary>
    Fresh,

    /// <summary>
    /// Last known state only: the cluster did not answer, polls are not applied, the node is offline, or its metrics are frozen.
    /// </summary>
    Stale,
}
