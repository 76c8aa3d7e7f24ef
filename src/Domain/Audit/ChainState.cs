namespace OrleansMonitor.Domain.Audit;

/// <summary>What the store keeps about one hash chain besides its rows.</summary>
/// <param name="Name">The cluster; empty for rows without one.</param>
/// <param name="Head">Sequence of the last row, 0 for none. It detects a chain that was truncated at its end.</param>
/// <param name="HeadHash">Hash of the last row.</param>
/// <param name="Anchor">Sequence of the last row that retention deleted, 0 for none.</param>
/// <param name="AnchorHash">Hash of that row; the first remaining row refers to it.</param>
/// <param name="Unchained">Number of rows stored before the chain existed.</param>
/// <param name="Stray">Id of a row outside the chain that is newer than the chain's start, which the store never writes; null for
/// none.</param>
[GenerateSerializer, Immutable, Alias("chain-state")]
public sealed record ChainState(
    [property: Id(0)] string Name,
    [property: Id(1)] long Head,
    [property: Id(2)] string HeadHash,
    [property: Id(3)] long Anchor,
    [property: Id(4)] string AnchorHash,
    [property: Id(5)] long Unchained,
    [property: Id(6)] string? Stray);
