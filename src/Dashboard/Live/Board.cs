using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;

namespace OrleansMonitor.Dashboard.Live;

/// <summary>The state that all pages show, at one moment. Immutable and shared by all viewers.</summary>
public sealed record Board
{
    /// <summary>The clusters, in the order configured.</summary>
    public ImmutableArray<ClusterPicture> Clusters { get; init; } = [];

    /// <summary>Levels and kill switch; null until the silo has answered for the first time.</summary>
    public AutonomySettings? Autonomy { get; init; }

    /// <summary>Clusters whose repairs wait because of a failure storm.</summary>
    public ImmutableArray<Storm> Storms { get; init; } = [];

    /// <summary>The newest open incidents, at most 1000, the most important first (<see cref="IncidentTriage"/>).</summary>
    public ImmutableArray<Incident> OpenIncidents { get; init; } = [];

    /// <summary>How many of those listed need a person.</summary>
    public int WaitingCount { get; init; }

    /// <summary>How many incidents are open, also those that are not listed.</summary>
    public int OpenCount { get; init; }

    /// <summary>The newest events, newest last, at most 1000.</summary>
    public ImmutableArray<MonitorEvent> Events { get; init; } = [];

    /// <summary>Why incidents, events or levels may be out of date; null if they are current.</summary>
    public string? RefreshProblem { get; init; }

    /// <summary>Why the database does not accept writes; null while it does.</summary>
    public string? StorageProblem { get; init; }

    /// <summary>The sequence of the newest event; 0 without events.</summary>
    public long Newest => Events is [.., var last] ? last.Sequence : 0;

    /// <summary>Whether more incidents are open than are listed.</summary>
    public bool IsCut => OpenCount > OpenIncidents.Length;

    /// <summary>How many incidents need a person, such as <c>12</c>; <c>12+</c> if there may be more that are not listed.</summary>
    public string Waiting => string.Create(CultureInfo.InvariantCulture, $"{WaitingCount}{(IsCut ? "+" : "")}");

    /// <summary>Starts the title of a page: how many incidents need a person; empty if none does.</summary>
    public string TitleMark => WaitingCount > 0 || IsCut ? $"({Waiting}) " : "";

    /// <summary>The tags of the guest that an incident is about, as Proxmox writes them; null if there are none.</summary>
    public string? TagsOf(Incident incident) => incident.Entity is { Vmid: { } vmid, ClusterText: { } cluster }
        ? Find(cluster)?.Guest(vmid)?.Sample.Tags
        : null;

    /// <summary>The cluster of this name, or null.</summary>
    public ClusterPicture? Find(string cluster) =>
        Clusters.FirstOrDefault(picture => string.Equals(picture.Name.Value, cluster, StringComparison.Ordinal));
}
