using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>
/// Which guests' failures a storm stands for. Bounded on both sides: what fails long after a storm began is told for itself, or a trickle of failures that
/// keeps a storm alive would stay silent.
/// </summary>
/// <param name="Before">How much earlier than the storm's incident a failure may have begun.</param>
/// <param name="After">How much later.</param>
public sealed record StormReach(TimeSpan Before, TimeSpan After)
{
    /// <summary>Whether an incident belongs to a storm of its cluster.</summary>
    public bool Covers(Incident storm, Incident failure) =>
        failure.Condition.Row().IsGuestDown
        && failure.BeganAt >= storm.BeganAt - Before && failure.BeganAt <= storm.BeganAt + After;

    /// <summary>Whether a suppression comes from a storm: people heard of the incident together with the others.</summary>
    public static bool IsSource(Suppression suppression) => suppression.ParentKey?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    private static readonly string Prefix = $"{ConditionType.FailureStorm.ToName()}:";
}
