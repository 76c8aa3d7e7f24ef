using System.Collections.Immutable;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Dashboard.Live;

/// <summary>Everything that pages show at once, at one moment. Never changed, so every viewer shares it.</summary>
public sealed record Board
{
    /// <summary>The clusters, in the order configured.</summary>
    public ImmutableArray<ClusterPicture> Clusters { get; init; } = [];

    /// <summary>Level and kill switch; null until the silo has answered once.</summary>
    public AutonomySettings? Autonomy { get; init; }

    /// <summary>Clusters whose repairs wait because many things fail at once.</summary>
    public ImmutableArray<Storm> Storms { get; init; } = [];

    /// <summary>The newest open incidents, at most 200.</summary>
    public ImmutableArray<Incident> OpenIncidents { get; init; } = [];

    /// <summary>How many incidents are open.</summary>
    public int OpenCount { get; init; }

    /// <summary>The newest events, newest last, at most 1000.</summary>
    public ImmutableArray<MonitorEvent> Events { get; init; } = [];

    /// <summary>Why incidents, events or level may be old; null where they are not.</summary>
    public string? Trouble { get; init; }

    /// <summary>Why nothing is stored; null while the database stores.</summary>
    public string? StorageTrouble { get; init; }

    /// <summary>The newest event's sequence; 0 for none.</summary>
    public long Newest => Events is [.., var last] ? last.Sequence : 0;

    /// <summary>A cluster, or null.</summary>
    public ClusterPicture? Find(string cluster) =>
        Clusters.FirstOrDefault(picture => string.Equals(picture.Name.Value, cluster, StringComparison.Ordinal));
}
