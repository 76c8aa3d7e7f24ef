using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Rules;

/// <summary>Takes in what rules say at one look, and remembers it: what was decided and what is explained are the same words.</summary>
/// <param name="ledger">What stands before the look.</param>
/// <param name="at">When the look is.</param>
/// <param name="admit">What the configuration makes of an assessment (<see cref="RuleSet.Admit"/>); null where it has no say.</param>
public sealed class EvaluationContext(ConditionLedger ledger, DateTimeOffset at, Func<Assessment, Assessment>? admit = null)
{
    private readonly ImmutableArray<Assessment>.Builder _said = ImmutableArray.CreateBuilder<Assessment>();

    /// <summary>What stands now.</summary>
    public ConditionLedger Ledger { get; private set; } = ledger;

    /// <summary>What was said so far.</summary>
    public ImmutableArray<Assessment> Assessments => _said.ToImmutable();

    /// <summary>Takes an assessment in.</summary>
    public void Add(Assessment assessment)
    {
        if (admit is not null) assessment = admit(assessment);
        _said.Add(assessment);
        Ledger = Ledger.Apply(assessment, at);
    }

    /// <summary>Takes several in, in order.</summary>
    public void Add(IEnumerable<Assessment> assessments)
    {
        foreach (var assessment in assessments) Add(assessment);
    }

    /// <summary>Takes in what a threshold came to, which has its own account of what stands.</summary>
    public void Add(ThresholdWatchResult judged)
    {
        _said.AddRange(judged.Assessments);
        Ledger = judged.Ledger;
    }

    /// <summary>Adds a change of state.</summary>
    public void Report(StateChange change, Severity severity, string title, string? node, ImmutableDictionary<string, string>? facts = null) =>
        Ledger = Ledger.Report(change, severity, title, node, at, facts);
}
