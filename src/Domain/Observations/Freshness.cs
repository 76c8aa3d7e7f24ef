namespace OrleansMonitor.Domain.Observations;

/// <summary>How far last-known state may be believed.</summary>
public enum Freshness
{
    /// <summary>Nothing was ever seen.</summary>
    Unknown,

    /// <summary>Seen by a poll that was applied within three periods, on a node that reports.</summary>
    Fresh,

    /// <summary>Last-known only: the cluster did not answer, polls are not applied, the node is away, or its figures stand still.</summary>
    Stale,
}
