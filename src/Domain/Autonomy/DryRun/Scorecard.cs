using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Autonomy.DryRun;

/// <summary>How good one runbook's judgement is.</summary>
/// <param name="RunbookId">The runbook.</param>
/// <param name="Right">Cases where acting would have been right, or was.</param>
/// <param name="Needless">Cases that mended themselves.</param>
/// <param name="Wrong">Cases where it would have been against somebody's will, or was.</param>
/// <param name="Unclear">Cases that nothing tells about.</param>
/// <param name="Open">Cases that are too young.</param>
/// <param name="Acted">How many of all were really done.</param>
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
    /// <summary>How many of all an act token was missing for, or a privilege of it.</summary>
    [Id(7)] public int TokenMissing { get; init; }

    /// <summary>The share of decided cases in which acting was right, 0 to 1; null while none is decided.</summary>
    public double? Precision => Right + Needless + Wrong is > 0 and var decided ? (double)Right / decided : null;
}

/// <summary>The evidence on which an operator raises the level.</summary>
/// <param name="Lines">One per runbook that has cases, by id.</param>
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
