using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>A guest that has stopped according to its row, with what answers about many guests at once show about it.</summary>
/// <param name="Guest">The guest's id.</param>
/// <param name="Observation">The guest's row. <see cref="GuestObservation.Live"/> and <see cref="GuestObservation.OnBoot"/> are null if
/// they were not read.</param>
public sealed record StopSuspect(GuestId Guest, GuestObservation Observation)
{
    /// <summary>Why the guest stopped, according to its node's tasks; null before they were read.</summary>
    public StopCause? Cause { get; init; }

    /// <summary>When a row first showed the guest as stopped.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether rows have shown the stop for long enough to be reliable without confirmation by the guest's node.</summary>
    public bool Repeated { get; init; }

    /// <summary>The condition that would be raised for the guest.</summary>
    public ConditionType Condition => GuestTracker.Crash(Observation.Sample.Kind);

    /// <summary>The key of the incident that would open for the guest.</summary>
    public string Key => IncidentKey.Of(Condition, EntityId.Of(Guest));

    /// <summary>Whether the guest is considered down. A lock that leaves this open makes it false.</summary>
    public bool IsDown => Observation.Live is { } live
        ? live.Status == GuestStatus.Stopped && !LockRules.Hinders(live.Lock) && live.Lock != LockRules.Hibernated
        : Repeated;

    /// <summary>Whether the stop counts as a crash; null if that depends on the guest's configuration, which was not read.</summary>
    public bool? Crashed(StopPolicy policy)
    {
        if (Cause is not { IsUnexplained: true } cause) return false;
        bool Judge(bool? onBoot) => CrashJudge.Judge(cause, policy, onBoot, Observation.Sample.Tags).Crashed;
        if (Observation.OnBoot is { } known) return Judge(known);
        var (yes, no) = (Judge(true), Judge(false));
        return yes == no ? yes : null;
    }
}
