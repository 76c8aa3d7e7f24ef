namespace OrleansMonitor.Domain.Audit;

/// <summary>Verifies a chain row by row, from its anchor to its head, up to the first row that does not fit.</summary>
/// <param name="state">The chain at the start of the walk; rows after its head are ignored.</param>
public sealed class ChainWalk(ChainState state)
{
    private string _hash = state.AnchorHash;

    /// <summary>Sequence of the last valid row; initially the anchor.</summary>
    public long Reached { get; private set; } = state.Anchor;

    /// <summary>The first break; null if none was found.</summary>
    public ChainBreak? Break { get; private set; } = state.Stray is { } stray ? new(stray, 0, "it is outside the chain") : null;

    /// <summary>True until the head or a break is reached.</summary>
    public bool HasMore => Break is null && Reached < state.Head;

    /// <summary>Verifies the next row.</summary>
    public void Add(AutonomyAction row)
    {
        if (!HasMore) return;
        Break = WhyInvalid(row) is { } reason ? new(row.Id, Reached + 1, reason) : null;
        if (Break is not null) return;
        (Reached, _hash) = (row.ChainSequence, row.Hash!);
        if (Reached == state.Head && _hash != state.HeadHash) Break = new(row.Id, Reached, "it is not the row that was stored last");
    }

    /// <summary>Signals the end of the rows.</summary>
    public void End()
    {
        if (HasMore) Break = new(null, Reached + 1, $"the rows from here to {state.Head} are missing");
    }

    private string? WhyInvalid(AutonomyAction row)
    {
        if (row.ChainSequence != Reached + 1) return $"row {Reached + 1} is missing before it";
        if (row.PreviousHash != _hash) return "it does not carry the hash of the row before";
        return row.Hash != AuditChain.HashOf(row) ? "its content is not what was stored" : null;
    }
}

/// <summary>A break in a chain.</summary>
/// <param name="RowId">The first row that does not fit; null if it is missing.</param>
/// <param name="Sequence">Its sequence in the chain.</param>
/// <param name="Reason">What does not fit, as text.</param>
[GenerateSerializer, Immutable, Alias("chain-break")]
public sealed record ChainBreak([property: Id(0)] string? RowId, [property: Id(1)] long Sequence, [property: Id(2)] string Reason);
