using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>What a sighting of a guest came to.</summary>
/// <param name="State">What is last known now.</param>
/// <param name="Settled">False while a row claims something that is not believed yet: the guest must be looked at again at the next
/// tick.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record GuestVerdict(GuestState State, bool Settled, string Reason)
{
    /// <summary>What each rule on the guest's state said.</summary>
    public ImmutableArray<Assessment> Assessments { get; init; } = [];
}
