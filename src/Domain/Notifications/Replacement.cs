using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>The condition that took the place of one that ended, such as <c>DISK_CRITICAL</c> of <c>DISK_HIGH</c>.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Severity">Its severity.</param>
public sealed record Replacement(ConditionType Condition, Severity Severity)
{
    /// <summary>What took the place of the condition that a finding cleared; null if nothing did.</summary>
    public static Replacement? Of(Finding finding) =>
        finding is { Kind: FindingKind.Cleared, Counterpart: { } condition, CounterpartSeverity: { } severity }
            ? new(condition, severity)
            : null;
}
