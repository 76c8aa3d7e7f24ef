using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>The result of an observation of a guest.</summary>
/// <param name="State">The new state.</param>
/// <param name="Settled">False while a row reports a change that is not confirmed; the guest must be evaluated again at the next
/// tick.</param>
/// <param name="Reason">The reason, as text.</param>
public sealed record GuestVerdict(GuestState State, bool Settled, string Reason)
{
    /// <summary>The assessment of each rule on the guest's state.</summary>
    public ImmutableArray<Assessment> Assessments { get; init; } = [];
}
