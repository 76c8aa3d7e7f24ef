using System.Globalization;

namespace OrleansMonitor.Domain.Audit;

/// <summary>
/// The head of a hash chain, recorded outside the database. It detects a log that was wiped or restored to an older state.
/// </summary>
/// <param name="Chain">The chain (<see cref="AuditChain.NameOf"/>).</param>
/// <param name="Sequence">Sequence of the last row.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="At">When the head was recorded.</param>
public sealed record RecordedHead(string Chain, long Sequence, string Hash, DateTimeOffset At)
{
    /// <summary>Why a chain does not match the recorded head, as text; null if it matches. Deletion by retention is no mismatch.</summary>
    /// <param name="state">The current chain; null if there is none.</param>
    /// <param name="hash">Hash of the row at <see cref="Sequence"/>; null if the row is missing.</param>
    public string? Contradicts(ChainState? state, string? hash)
    {
        if (state is null || state.Head < Sequence)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the log ends at {state?.Head ?? 0}, but row {Sequence} was on record at {Time}: "
                    + $"it was wiped or set back to an older state");
        if (state.Anchor > Sequence) return null;
        var found = state.Anchor == Sequence ? state.AnchorHash : hash;
        return found == Hash ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"row {Sequence} is not the one that was on record at {Time}: the log was set back and written anew");
    }

    private string Time => At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
