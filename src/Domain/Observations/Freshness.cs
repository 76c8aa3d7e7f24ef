namespace OrleansMonitor.Domain.Observations;

/// <summary>How far last-known state may be believed.</summary>
public enum Freshness
{
    /// <summary>Nothing was ever seen.</summary>
    Unknown,

    /// <summary>Seen by the latest poll on a node that reports.</summary>
    Fresh,

    /// <summary>Last-known only: the cluster did not answer, the node is away, or its figures stand still.</summary>
    Stale,
}
