using System.Globalization;

namespace OrleansMonitor.Domain.Audit;

/// <summary>
/// The end of a hash chain as it was kept outside the database: by it a log that was wiped, or set back to an older state, is found.
/// </summary>
/// <param name="Chain">The chain (<see cref="AuditChain.NameOf"/>).</param>
/// <param name="Sequence">The place of the row that was the last one.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="At">When that was kept.</param>
public sealed record RecordedHead(string Chain, long Sequence, string Hash, DateTimeOffset At)
{
    /// <summary>
    /// What speaks against a chain being the one on record, in words; null for nothing. What retention has deleted since is no objection.
    /// </summary>
    /// <param name="state">The chain as it is now; null where there is none.</param>
    /// <param name="hash">The hash of the row at <see cref="Sequence"/>; null where it is not there.</param>
    public string? Contradicts(ChainState? state, string? hash)
    {
        if (state is null || state.Head < Sequence)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the log ends at {state?.Head ?? 0}, but row {Sequence} was on record at {Time}: it was wiped or set back to an "
                    + $"older state");
        if (state.Anchor > Sequence) return null;
        var found = state.Anchor == Sequence ? state.AnchorHash : hash;
        return found == Hash ? null
            : string.Create(
            CultureInfo.InvariantCulture,
            $"row {Sequence} is not the one that was on record at {Time}: the log was set back and written anew");
    }

    private string Time => At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
