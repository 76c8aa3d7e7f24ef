using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Autonomy.DryRun;

/// <summary>The scores of one runbook.</summary>
/// <param name="RunbookId">The runbook.</param>
/// <param name="Right">Cases in which acting was or would have been right.</param>
/// <param name="Needless">Cases that recovered by themselves.</param>
/// <param name="Wrong">Cases that a person reverted or rejected.</param>
/// <param name="Unclear">Cases without evidence.</param>
/// <param name="Open">Cases whose window is still open.</param>
/// <param name="Acted">How many of all cases were really executed.</param>
[GenerateSerializer, Immutable, Alias("scorecard-line")]
public sealed record ScorecardLine(
    [property: Id(0)] string RunbookId,
    [property: Id(1)] int Right,
    [property: Id(2)] int Needless,
    [property: Id(3)] int Wrong,
    [property: Id(4)] int Unclear,
    [property: Id(5)] int Open,
    [property: Id(6)] int Acted)
{
    /// <summary>In how many cases the act token or one of its privileges was missing.</summary>
    [Id(7)] public int TokenMissing { get; init; }

    /// <summary>The share of decided cases in which acting was right, 0 to 1; null if none is decided.</summary>
    public double? Precision => Right + Needless + Wrong is > 0 and var decided ? (double)Right / decided : null;
}

/// <summary>The evidence for raising the autonomy level.</summary>
/// <param name="Lines">One line per runbook with cases, ordered by id.</param>
[GenerateSerializer, Immutable, Alias("scorecard")]
public sealed record Scorecard([property: Id(0)] ImmutableArray<ScorecardLine> Lines)
{
    /// <summary>Counts scored cases.</summary>
    public static Scorecard Of(IEnumerable<ScoredCase> cases) => new(
    [
        .. from scored in cases
           group scored by scored.RunbookId into runbook
           orderby runbook.Key
           select new ScorecardLine(
               runbook.Key,
               Count(runbook, DryRunVerdict.Right),
               Count(runbook, DryRunVerdict.Needless),
               Count(runbook, DryRunVerdict.Wrong),
               Count(runbook, DryRunVerdict.Unclear),
               Count(runbook, DryRunVerdict.Open),
               runbook.Count(scored => scored.Acted))
           {
               TokenMissing = runbook.Count(scored => scored.TokenMissing is not null),
           },
    ]);

    private static int Count(IEnumerable<ScoredCase> cases, DryRunVerdict verdict) => cases.Count(scored => scored.Verdict == verdict);
}
