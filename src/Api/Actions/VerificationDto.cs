using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Hosting.Storage.Heads;

namespace OrleansMonitor.Api.Actions;

/// <summary>Whether the audit log is unchanged.</summary>
internal sealed record VerificationDto(bool Whole, IReadOnlyList<ChainDto> Chains, HeadsDto Heads)
{
    public static VerificationDto Of(IReadOnlyList<ChainVerdict> verdicts, AuditHeads heads) =>
        new(verdicts.All(verdict => verdict.Break is null) && !heads.Tampered, [.. verdicts.Select(ChainDto.Of)],
            new(heads.Path, heads.Problem));
}

/// <summary>The record of the chains' heads outside the database: its file, and why it is not kept or not valid.</summary>
internal sealed record HeadsDto(string? File, string? Trouble);

/// <summary>A hash chain of a cluster, or of rows without a cluster if null.</summary>
internal sealed record ChainDto(string? Cluster, bool Whole, long First, long Last, string HeadHash, long Unchained, BreakDto? Broken)
{
    public static ChainDto Of(ChainVerdict verdict) => new(
        verdict.Chain.Name.Length == 0 ? null : verdict.Chain.Name, verdict.Break is null, verdict.Chain.Anchor + 1, verdict.Chain.Head,
        verdict.Chain.HeadHash, verdict.Chain.Unchained,
        verdict.Break is { } found ? new(found.RowId, found.Sequence, found.Reason) : null);
}

/// <summary>The first row that does not match; without an id if it is missing.</summary>
internal sealed record BreakDto(string? Id, long Sequence, string Reason);
