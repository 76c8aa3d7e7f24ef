using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>Filter for incidents, newest first. A null value does not filter.</summary>
/// <param name="OpenOnly">Only open incidents.</param>
/// <param name="Cluster">Only incidents of this cluster.</param>
/// <param name="Limit">At most this many, 1 to 500.</param>
/// <param name="Before">Only incidents older than the one at this cursor.</param>
/// <param name="Parent">Only children of the incident with this id.</param>
[GenerateSerializer, Immutable, Alias("incident-query")]
public sealed record IncidentQuery(
    [property: Id(0)] bool OpenOnly = true,
    [property: Id(1)] string? Cluster = null,
    [property: Id(2)] int Limit = 50,
    [property: Id(3)] long? Before = null,
    [property: Id(4)] string? Parent = null);

/// <summary>A page of incidents.</summary>
/// <param name="Items">The incidents, newest first.</param>
/// <param name="NextCursor">Cursor of the next page; null after the last.</param>
[GenerateSerializer, Immutable, Alias("incident-page")]
public sealed record IncidentPage(
    [property: Id(0)] ImmutableArray<Incident> Items,
    [property: Id(1)] long? NextCursor);
