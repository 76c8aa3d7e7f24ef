using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Explain;

/// <summary>The latest result of every rule on every entity. Kept in memory only: after a restart, the next evaluations fill it.</summary>
public sealed class RuleBook
{
    private readonly Dictionary<(ConditionType Condition, EntityId Entity), (Assessment Said, DateTimeOffset At)> _said = [];

    /// <summary>Records results.</summary>
    public void Note(IEnumerable<Assessment> said, DateTimeOffset at)
    {
        foreach (var assessment in said) _said[(assessment.Condition, assessment.Entity)] = (assessment, at);
    }

    /// <summary>
    /// Records all results of some conditions from one evaluation, and removes earlier results of these conditions that are not among them.
    /// </summary>
    public void Replace(IReadOnlyCollection<ConditionType> conditions, IReadOnlyCollection<Assessment> said, DateTimeOffset at)
    {
        foreach (var key in _said.Keys.Where(key => conditions.Contains(key.Condition)).ToList()) _said.Remove(key);
        Note(said.Where(assessment => conditions.Contains(assessment.Condition)), at);
    }

    /// <summary>The current state of every rule that was judged and of every active condition.</summary>
    /// <param name="ledger">The active conditions.</param>
    public IEnumerable<RuleEvaluation> Read(ConditionLedger ledger) => _said.Values
        .Select(entry => RuleEvaluation.Of(entry.Said, ledger, entry.At))
        .Concat(ledger.Active.Where(active => !_said.ContainsKey((active.Condition, active.Entity))).Select(RuleEvaluation.Of));

    /// <summary>The latest result of one condition on one entity; null if there is none.</summary>
    public RuleEvaluation? Read(ConditionLedger ledger, ConditionType condition, EntityId entity) =>
        _said.TryGetValue((condition, entity), out var entry) ? RuleEvaluation.Of(entry.Said, ledger, entry.At) : null;

    /// <summary>Why a reading failed, by condition. The results of these conditions then stay as they were.</summary>
    public ImmutableDictionary<ConditionType, string> Unread { get; set; } = ImmutableDictionary<ConditionType, string>.Empty;
}
