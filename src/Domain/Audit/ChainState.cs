namespace OrleansMonitor.Domain.Audit;

/// <summary>What the store keeps of one hash chain beside its rows.</summary>
/// <param name="Name">The cluster; empty for rows without one.</param>
/// <param name="Head">The place of the last row, 0 for none: a chain cut off at its end is found by it.</param>
/// <param name="HeadHash">The last row's hash.</param>
/// <param name="Anchor">The place of the last row that retention deleted, 0 for none.</param>
/// <param name="AnchorHash">That row's hash, on which the first row that is left stands.</param>
/// <param name="Unchained">Rows outside the chain: what was stored before there was one.</param>
/// <param name="Stray">The id of a row outside the chain that came after it had begun, which no store of ours writes; null for
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
