using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Audit;

/// <summary>Filter for rows of <c>autonomy_actions</c>, newest first. A null value does not filter.</summary>
/// <param name="Limit">At most this many, 1 to 500.</param>
/// <param name="Before">Only rows older than the one at this cursor (<see cref="ActionPage.NextCursor"/>).</param>
/// <param name="IncidentId">Only rows of this incident.</param>
/// <param name="Cluster">Only rows of this cluster.</param>
/// <param name="Result">Only rows with this result.</param>
/// <param name="Entity">Only rows of incidents of this entity, such as <c>lab/100</c>.</param>
/// <param name="Action">Only rows with this action, such as <c>start_guest</c>.</param>
/// <param name="Since">Only rows at or after this instant.</param>
/// <param name="Until">Only rows before this instant.</param>
/// <param name="Text">Only rows whose texts contain each of these words, separated by spaces. ASCII letters match in either case.</param>
[GenerateSerializer, Immutable, Alias("action-query")]
public sealed record ActionQuery(
    [property: Id(0)] int Limit = 50,
    [property: Id(1)] long? Before = null,
    [property: Id(2)] string? IncidentId = null,
    [property: Id(3)] string? Cluster = null,
    [property: Id(4)] ActionResult? Result = null,
    [property: Id(5)] string? Entity = null,
    [property: Id(6)] string? Action = null,
    [property: Id(7)] DateTimeOffset? Since = null,
    [property: Id(8)] DateTimeOffset? Until = null,
    [property: Id(9)] string? Text = null);

/// <summary>A page of the audit log.</summary>
/// <param name="Items">The rows, newest first.</param>
/// <param name="NextCursor">Cursor of the next page; null after the last.</param>
[GenerateSerializer, Immutable, Alias("action-page")]
public sealed record ActionPage(
    [property: Id(0)] ImmutableArray<AutonomyAction> Items,
    [property: Id(1)] long? NextCursor);
