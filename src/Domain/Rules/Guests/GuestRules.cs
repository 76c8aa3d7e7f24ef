using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>The rules on a guest's state, after <see cref="GuestTracker"/> has confirmed it.</summary>
internal static class GuestRules
{
    private static IReadOnlyList<(GuestStatus Status, ConditionType Condition, string What)> RunStateTroubles { get; } =
    [
        (GuestStatus.GuestPanicked, ConditionType.GuestPanicked, "has panicked; its process lives and must be reset"),
        (GuestStatus.InternalError, ConditionType.GuestInternalError, "has an internal error of QEMU; its process lives and must be reset"),
        (GuestStatus.IoError, ConditionType.GuestIoError, "is paused because its storage is full or broken"),
    ];

    // Only QEMU has such run states (api-facts §4).
    private static IReadOnlyList<(GuestStatus Status, ConditionType Condition, string What)> TroublesOf(GuestKind kind) =>
        kind == GuestKind.Vm ? RunStateTroubles : [];

    /// <summary>The HA state is live even if the node's data is not (api-facts §2).</summary>
    public static Assessment Ha(GuestId guest, GuestState state, in GuestSample sample)
    {
        var failed = sample.HaState == "error";
        return new(ConditionType.HaError, EntityId.Of(guest), failed ? Presence.Present : Presence.Absent, Severity.Critical,
            $"Proxmox HA gave up on {GuestLabel.Of(guest, state, sample)}",
            failed ? "its HA state is error: it starts again only after its HA state was set to disabled and back"
                : $"its HA state is {sample.HaState ?? "none"}")
        {
            Node = sample.Node,
            Evidence = [new("haState", sample.HaState)],
        };
    }

    public static Assessment Visibility(GuestId guest, GuestState state, string node, Presence lost, string reason) =>
        new(
            ConditionType.VisibilityLost, EntityId.Of(guest), lost, Severity.Warning,
            $"{GuestLabel.Of(guest, state)} disappeared, and no task destroyed it", reason)
        {
            Node = node,
            Evidence = [new("listed", lost == Presence.Present ? "no" : "yes")],
        };

    /// <summary>The guest entered a confirmed run state.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="next">The new state.</param>
    /// <param name="observation">The row.</param>
    /// <param name="crashed">Whether the stop counts as a crash.</param>
    /// <param name="reason">The confirmation and the cause, as text.</param>
    public static IEnumerable<Assessment> Entered(GuestId guest, GuestState next, GuestObservation observation, bool crashed, string reason)
    {
        var (name, runState) = (GuestLabel.Of(guest, next), GuestTracker.Lower(next.Status));
        yield return new(GuestTracker.Crash(next.Kind), EntityId.Of(guest), crashed ? Presence.Present : Presence.Absent, Severity.Critical,
            $"{name} stopped unexpectedly on {next.Node}", crashed ? reason : $"it is {runState}; {reason}")
        {
            Node = next.Node,
            Evidence = Evidence(observation),
            Exemption = crashed ? null : ExemptionOf(next),
        };
        foreach (var (status, condition, what) in TroublesOf(next.Kind))
        {
            var presence = next.Status == status ? Presence.Present : Presence.Absent;
            yield return new(condition, EntityId.Of(guest), presence, Severity.Critical, $"{name} {what}", $"its run state is {runState}")
            {
                Node = next.Node,
                Evidence = Evidence(observation),
            };
        }
    }

    /// <summary>Nothing changed: active conditions stay active, others stay absent.</summary>
    public static IEnumerable<Assessment> Unchanged(GuestId guest, GuestState state, ConditionLedger ledger, GuestObservation observation)
    {
        var entity = EntityId.Of(guest);
        var runState = GuestTracker.Lower(state.Status);
        yield return Current(
            GuestTracker.Crash(state.Kind),
            state.Status == GuestStatus.Stopped ? $"it is stopped: {WhyStopped(state)}" : $"its run state is {runState}") with
        {
            Exemption = ExemptionOf(state),
        };
        foreach (var (status, condition, _) in TroublesOf(state.Kind))
        {
            // In this state at the first observation: no alarm was raised.
            var sinceFirst = state.Status == status && ledger.Find(condition, entity) is null;
            yield return Current(
                condition, sinceFirst ? $"its run state was {runState} already when it was first seen" : $"its run state is {runState}",
                sinceFirst ? Presence.Unknown : Presence.Absent);
        }

        Assessment Current(ConditionType condition, string reason, Presence otherwise = Presence.Absent) =>
            (ledger.Find(condition, entity) is { } active
                ? new Assessment(condition, entity, Presence.Present, active.Severity, "", active.Reason)
                : new Assessment(condition, entity, otherwise, Severity.Critical, "", reason)) with
            { Node = state.Node, Evidence = Evidence(observation) };
    }

    /// <summary>The row is not confirmed, so the rules are not evaluated.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="state">The last known state.</param>
    /// <param name="observation">The row.</param>
    /// <param name="why">Why it is not confirmed.</param>
    /// <param name="stopClaimed">True if it reports a stop that is being investigated.</param>
    /// <param name="ended">True if that stop is confirmed and only its cause is open: what was wrong with the process is over.</param>
    public static IEnumerable<Assessment> Unconfirmed(
        GuestId guest, GuestState state, GuestObservation observation, string why, bool stopClaimed = false, bool ended = false)
    {
        yield return Of(GuestTracker.Crash(state.Kind), Presence.Unknown) with { Suspected = stopClaimed };
        foreach (var (_, condition, _) in TroublesOf(state.Kind)) yield return Of(condition, ended ? Presence.Absent : Presence.Unknown);

        Assessment Of(ConditionType condition, Presence presence) =>
            new(condition, EntityId.Of(guest), presence, Severity.Critical, "", why)
            {
                Node = state.Node,
                Evidence = Evidence(observation),
            };
    }

    /// <summary>The latest answers do not list the guest.</summary>
    public static ImmutableArray<Assessment> Unlisted(GuestId guest, GuestState state, GuestObservation observation, int missedPolls)
    {
        var why = missedPolls == 1
            ? "the latest answer lacks it"
            : string.Create(CultureInfo.InvariantCulture, $"the latest {missedPolls} answers lack it");
        var lost = state.Ledger.Find(ConditionType.VisibilityLost, EntityId.Of(guest));
        return
        [
            .. Unconfirmed(guest, state, observation, why),
            new(ConditionType.HaError, EntityId.Of(guest), Presence.Unknown, Severity.Critical, "", why),
            Visibility(guest, state, state.Node, lost is null ? Presence.Unknown : Presence.Present,
                lost?.Reason ?? $"{why}; whether it was destroyed is being checked") with
            {
                Suspected = true,
                Evidence = [new("listed", "no"), new("missedPolls", missedPolls.ToString(CultureInfo.InvariantCulture))],
            },
        ];
    }

    private static ImmutableArray<RuleInput> Evidence(GuestObservation observation) =>
    [
        new("status", GuestTracker.Lower(observation.Sample.Status)),
        new("node", observation.Sample.Node),
        new("nodeStatus", GuestTracker.Lower(observation.NodeStatus)),
        new("uptimeSeconds", observation.Sample.Uptime?.ToString(CultureInfo.InvariantCulture)),
        new("lock", observation.Sample.Lock),
    ];

    private static string WhyStopped(GuestState state) => state switch
    {
        { Template: true } => "it is a template",
        { LastStop: { } stop } => stop.Reason,
        _ => "it was never seen to run, or stopped for a reason that is not on record",
    };

    private static Exemption? ExemptionOf(GuestState state) => state switch
    {
        { Template: true } => new("template", "templates never run"),
        { Status: GuestStatus.Stopped, LastStop: { Crashed: false, Cause.IsUnexplained: true } stop } => new("policy", stop.Reason),
        _ => null,
    };
}
