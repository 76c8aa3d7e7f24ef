using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>Collects the assessments of one evaluation, so that detection and explanation cannot differ.</summary>
/// <param name="ledger">The conditions that are active before it.</param>
/// <param name="at">When it happens.</param>
/// <param name="admit">Applies the configuration to an assessment (<see cref="RuleSet.Admit"/>); null if no configuration applies.</param>
public sealed class EvaluationContext(ConditionLedger ledger, DateTimeOffset at, Func<Assessment, Assessment>? admit = null)
{
    private readonly ImmutableArray<Assessment>.Builder _assessments = ImmutableArray.CreateBuilder<Assessment>();

    /// <summary>The conditions that are active now.</summary>
    public ConditionLedger Ledger { get; private set; } = ledger;

    /// <summary>The assessments so far.</summary>
    public ImmutableArray<Assessment> Assessments => _assessments.ToImmutable();

    /// <summary>Adds an assessment and applies it to the ledger.</summary>
    public void Add(Assessment assessment)
    {
        if (admit is not null) assessment = admit(assessment);
        _assessments.Add(assessment);
        Ledger = Ledger.Apply(assessment, at);
    }

    /// <summary>Adds several, in order.</summary>
    public void Add(IEnumerable<Assessment> assessments)
    {
        foreach (var assessment in assessments) Add(assessment);
    }

    /// <summary>Adds assessments that were applied to the ledger already.</summary>
    /// <param name="assessments">The assessments.</param>
    /// <param name="ledger">The ledger after them.</param>
    public void Add(ImmutableArray<Assessment> assessments, ConditionLedger ledger)
    {
        _assessments.AddRange(assessments);
        Ledger = ledger;
    }

    /// <summary>Adds a change of state.</summary>
    public void Report(
        StateChange change, Severity severity, string title, string? node, ImmutableDictionary<string, string>? facts = null) =>
        Ledger = Ledger.Report(change, severity, title, node, at, facts);
}
