using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Observations;

/// <summary>The lines that a PVE task wrote (api-facts §6).</summary>
/// <param name="Lines">Oldest first, from the first line on.</param>
/// <param name="Whole">False where the log goes on beyond these lines.</param>
[GenerateSerializer, Immutable, Alias("task-log")]
public sealed record TaskLog([property: Id(0)] ImmutableArray<string> Lines, [property: Id(1)] bool Whole);
