using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>A guest whose row claims that it stopped, with what many guests' shared answers tell about it.</summary>
/// <param name="Guest">The guest.</param>
/// <param name="Observation">Its row; <see cref="GuestObservation.Live"/> and <see cref="GuestObservation.OnBoot"/> as far as they were
/// read.</param>
public sealed record StopSuspect(GuestId Guest, GuestObservation Observation)
{
    /// <summary>Why it stopped, by its node's tasks; null before they were read.</summary>
    public StopCause? Cause { get; init; }

    /// <summary>When the first row came that says so.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether rows have said so for long enough to be believed without its node's word.</summary>
    public bool Repeated { get; init; }

    /// <summary>The condition that it would have.</summary>
    public ConditionType Condition => GuestTracker.Crash(Observation.Sample.Kind);

    /// <summary>The key of the incident that it would have.</summary>
    public string Key => IncidentKey.Of(Condition, EntityId.Of(Guest));

    /// <summary>Whether it is believed to be down, and no lock leaves that open.</summary>
    public bool IsDown => Observation.Live is { } live
        ? live.Status == GuestStatus.Stopped && !LockRules.Hinders(live.Lock) && live.Lock != LockRules.Hibernated
        : Repeated;

    /// <summary>Whether its stop would count as a crash; null where only its configuration could tell, which was not read.</summary>
    public bool? Crashed(StopPolicy policy)
    {
        if (Cause is not { IsUnexplained: true } cause) return false;
        bool Judge(bool? onBoot) => CrashJudge.Judge(cause, policy, onBoot, Observation.Sample.Tags).Crashed;
        if (Observation.OnBoot is { } known) return Judge(known);
        var (yes, no) = (Judge(true), Judge(false));
        return yes == no ? yes : null;
    }
}
