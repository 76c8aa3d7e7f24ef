namespace OrleansMonitor.Domain.Audit;

/// <summary>Walks along a chain, row by row from its anchor to its head, and stops at the first that does not fit.</summary>
/// <param name="state">The chain as it was when the walk began; rows after its head are left out.</param>
public sealed class ChainWalk(ChainState state)
{
    private string _hash = state.AnchorHash;

    /// <summary>The place of the last row that fitted; the anchor at first.</summary>
    public long Reached { get; private set; } = state.Anchor;

    /// <summary>The first break; null while there is none.</summary>
    public ChainBreak? Break { get; private set; } = state.Stray is { } stray ? new(stray, 0, "it stands outside the chain") : null;

    /// <summary>True while rows up to the head are still to come.</summary>
    public bool Goes => Break is null && Reached < state.Head;

    /// <summary>Takes the next row in.</summary>
    public void Add(AutonomyAction row)
    {
        if (!Goes) return;
        Break = Judge(row) is { } words ? new(row.Id, Reached + 1, words) : null;
        if (Break is not null) return;
        (Reached, _hash) = (row.ChainSequence, row.Hash!);
        if (Reached == state.Head && _hash != state.HeadHash) Break = new(row.Id, Reached, "it is not the row that was stored last");
    }

    /// <summary>Says that no further row is there.</summary>
    public void End()
    {
        if (Goes) Break = new(null, Reached + 1, $"the rows from here to {state.Head} are missing");
    }

    private string? Judge(AutonomyAction row) =>
        row.ChainSequence != Reached + 1 ? $"row {Reached + 1} is missing before it"
        : row.PreviousHash != _hash ? "it does not carry the hash of the row before"
        : row.Hash != AuditChain.HashOf(row) ? "its content is not what was stored"
        : null;
}

/// <summary>Where a chain is broken.</summary>
/// <param name="RowId">The first row that does not fit; null where it is missing.</param>
/// <param name="Sequence">Its place in the chain.</param>
/// <param name="Reason">What does not fit, in words.</param>
[GenerateSerializer, Immutable, Alias("chain-break")]
public sealed record ChainBreak([property: Id(0)] string? RowId, [property: Id(1)] long Sequence, [property: Id(2)] string Reason);
