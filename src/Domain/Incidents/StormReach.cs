using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>
/// Which guests' failures a storm covers. Limited on both sides: a failure long after the storm began is notified by itself. Otherwise a
/// trickle of failures would keep the storm alive and stay silent.
/// </summary>
/// <param name="Before">How much earlier than the storm a failure may begin.</param>
/// <param name="After">How much later it may begin.</param>
public sealed record StormReach(TimeSpan Before, TimeSpan After)
{
    /// <summary>Whether an incident belongs to a storm of its cluster.</summary>
    public bool Covers(Incident storm, Incident failure) =>
        failure.Condition.Row().IsGuestDown
        && failure.BeganAt >= storm.BeganAt - Before && failure.BeganAt <= storm.BeganAt + After;

    /// <summary>Whether a suppression comes from a storm, whose notification covers the incident.</summary>
    public static bool IsSource(Suppression suppression) => suppression.ParentKey?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    private static readonly string Prefix = $"{ConditionType.FailureStorm.ToName()}:";
}
