using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Observations;

/// <summary>The log of a PVE task (api-facts §6).</summary>
/// <param name="Lines">The lines, oldest first, from the start of the log.</param>
/// <param name="Whole">False if the log has more lines.</param>
[GenerateSerializer, Immutable, Alias("task-log")]
public sealed record TaskLog([property: Id(0)] ImmutableArray<string> Lines, [property: Id(1)] bool Whole);
