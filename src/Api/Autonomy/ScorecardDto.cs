using OrleansMonitor.Domain.Autonomy.DryRun;

namespace OrleansMonitor.Api.Autonomy;

/// <summary>The scorecard, as evidence for raising the level.</summary>
internal sealed record ScorecardDto(IReadOnlyList<ScorecardLineDto> Runbooks)
{
    public static ScorecardDto Of(Scorecard card) => new([.. card.Lines.Select(line => new ScorecardLineDto(
        line.RunbookId, line.Precision, line.Right, line.Needless, line.Wrong, line.Unclear, line.Open, line.Acted, line.TokenMissing))]);
}

/// <summary>
/// One runbook: the share of decided cases in which acting was right, the cases by score, and the number of cases without an act token.
/// </summary>
internal sealed record ScorecardLineDto(
    string Runbook, double? Precision, int Right, int Needless, int Wrong, int Unclear, int Open, int Acted, int TokenMissing);
