using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>Evaluates a guest's row. A sample is evidence, not fact: starts and stops need a confirmation.</summary>
public static class GuestTracker
{
    /// <summary>True if the row reports a start or a stop that needs a confirmation.</summary>
    public static bool NeedsConfirmation(GuestState? last, in GuestObservation observation) =>
        last is not null
        && Known(last.Status)
        && IsPlausible(observation)
        && last.Kind == observation.Sample.Kind
        && Runs(last.Status) != Runs(observation.Sample.Status);

    /// <summary>True if the row and its confirmation agree on a stop. The lock's holder must be read before the stop is accepted.</summary>
    public static bool IsConfirmedStop(GuestState? last, in GuestObservation observation, Confirmation confirmation) =>
        NeedsConfirmation(last, observation) && !Runs(observation.Sample.Status)
        && Doubt(observation.Sample, confirmation, LockHolder.None) is null;

    /// <summary>Applies an observation.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="last">The last known state; null at the first observation.</param>
    /// <param name="observation">The row.</param>
    /// <param name="confirmation">The confirmation, if <see cref="NeedsConfirmation"/> requires one.</param>
    /// <param name="inquiry">The result of the investigation; null if nothing was read.</param>
    public static GuestVerdict Observe(
        GuestId guest, GuestState? last, in GuestObservation observation, Confirmation confirmation, Inquiry? inquiry = null)
    {
        var sample = observation.Sample;
        if (last is null) return new(FirstObservation(observation), true, "first observation: there is nothing to compare with");
        var hidden = last.Ledger.Find(ConditionType.VisibilityLost, EntityId.Of(guest)) is not null;

        // A guest that was missing and returns under another name was not renamed: renaming requires that it exists.
        if (last.Kind != sample.Kind
            || ((hidden || last.AbsentSince is not null) && last.Name is { } before && sample.Name is { } now && before != now))
        {
            var ended = last.Ledger.EndAll(GuestDisappearance.Replaced, observation.At);
            return new(FirstObservation(observation) with { Ledger = ended }, true, GuestDisappearance.Replaced);
        }

        if (last.AbsentSince is not null) last = last with { AbsentSince = null };
        var evaluation = new EvaluationContext(last.Ledger, observation.At);
        evaluation.Add(GuestRules.Ha(guest, last, sample));
        evaluation.Add(
            GuestRules.Visibility(guest, last, sample.Node, Presence.Absent, hidden ? "it is listed again" : "it is listed"));
        var (next, settled, reason) = Confirm(evaluation, guest, last, observation, confirmation, inquiry ?? Inquiry.None);
        return new(ReferenceEquals(evaluation.Ledger, next.Ledger) ? next : next with { Ledger = evaluation.Ledger }, settled, reason)
        {
            Assessments = evaluation.Assessments,
        };
    }

    private static (GuestState Next, bool Settled, string Reason) Confirm(
        EvaluationContext evaluation, GuestId guest, GuestState last, GuestObservation observation, Confirmation confirmation,
        Inquiry inquiry)
    {
        var sample = observation.Sample;
        if (observation.NodeStatus != NodeStatus.Online)
            return Unjudged(
                last, Agrees(last, sample), $"node {sample.Node} is {Lower(observation.NodeStatus)}: data about its guests is outdated");

        var moved = Move(evaluation, guest, last, sample);
        if (!Known(sample.Status)) return Unjudged(moved, true, $"the row says {Lower(sample.Status)}, which is inconclusive");
        if (!Known(moved.Status))
            return Steady(moved with { Status = sample.Status, Since = observation.At, RunSince = observation.RunSince ?? moved.RunSince },
                "first known status");
        var before = moved.RunSince;
        if (Runs(moved.Status) && Runs(sample.Status))
            moved = GuestRestarts.Record(evaluation, guest, moved, observation, confirmation, inquiry.Restart);
        var isNewRun = before is not null && moved.RunSince != before && inquiry.Restart is not { IsMove: true };
        if (moved.Status == sample.Status) return isNewRun ? Again(moved) : Steady(moved, $"still {Lower(sample.Status)}");
        if (Runs(moved.Status) == Runs(sample.Status))
            return (Transition(evaluation, guest, moved, observation, "reported by its node"), true, "run state changed");
        if ((Doubt(sample, confirmation, inquiry.Holder) ?? inquiry.Waiting) is { } doubt)
        {
            return Unjudged(
                moved, false, $"the row says {Lower(sample.Status)}, {doubt}", stopClaimed: !Runs(sample.Status),
                ended: IsConfirmedStop(moved, observation, confirmation));
        }

        var confirmed = observation with
        {
            Sample = sample with { Lock = LockOf(sample, confirmation) },
            RunSince = RunOf(moved, observation, confirmation),
        };
        return (Transition(evaluation, guest, moved, confirmed, confirmation.Description, inquiry), true,
            $"{Lower(sample.Status)}: {confirmation.Description}");

        (GuestState, bool, string) Unjudged(GuestState state, bool settled, string why, bool stopClaimed = false, bool ended = false)
        {
            evaluation.Add(GuestRules.Unconfirmed(guest, state, observation, why, stopClaimed, ended));
            return (state, settled, why);
        }

        (GuestState, bool, string) Again(GuestState state)
        {
            evaluation.Add(GuestRules.Entered(guest, state, observation, crashed: false, "in a new run"));
            return (state, true, $"{Lower(state.Status)} in a new run");
        }

        (GuestState, bool, string) Steady(GuestState state, string why)
        {
            evaluation.Add(GuestRules.Unchanged(guest, state, evaluation.Ledger, observation));
            return (state, true, why);
        }
    }

    /// <summary>
    /// What each rule says about a row in the current state, without applying it: the same decision as <see cref="Observe"/>.
    /// </summary>
    /// <param name="guest">The guest.</param>
    /// <param name="state">The last known state.</param>
    /// <param name="observation">The latest row.</param>
    /// <param name="confirmation">The last confirmation, if <see cref="NeedsConfirmation"/> requires one.</param>
    /// <param name="missedPolls">Answers in a row that did not list it.</param>
    /// <param name="inquiry">The last investigation: the lock's holder, and what is awaited.</param>
    public static ImmutableArray<RuleEvaluation> Explain(
        GuestId guest, GuestState state, in GuestObservation observation, Confirmation confirmation, int missedPolls,
        Inquiry? inquiry = null)
    {
        var at = observation.At;
        var asked = inquiry is null ? null : inquiry with { Stop = null, Restart = null };
        var needed = NeedsConfirmation(state, observation) ? confirmation : Confirmation.None;
        var assessments = missedPolls == 0
            ? Observe(guest, state, observation, needed, asked).Assessments
            : GuestRules.Unlisted(guest, state, observation, missedPolls);
        return [.. assessments.Select(assessment => RuleEvaluation.Of(assessment, state.Ledger, at))];
    }

    // Why a reported start or stop is not accepted yet; null if it is.
    private static string? Doubt(in GuestSample sample, Confirmation confirmation, LockHolder holder)
    {
        if (confirmation.Kind == ConfirmationKind.None) return $"not believed yet: {confirmation.Description}";
        if (confirmation.Kind == ConfirmationKind.Live && !Known(confirmation.Live.Status))
            return $"but {confirmation.Description}, which is inconclusive";
        if (confirmation.Kind == ConfirmationKind.Live && Runs(confirmation.Live.Status) != Runs(sample.Status))
            return $"but {confirmation.Description}: the row is old";
        return !Runs(sample.Status) && holder.Excuses && LockRules.Hinders(LockOf(sample, confirmation))
            ? $"under lock {LockOf(sample, confirmation)}: {holder.Description}"
            : null;
    }

    /// <summary>The effective lock: the live one if its node was read.</summary>
    public static string? LockOf(in GuestSample sample, Confirmation confirmation) =>
        confirmation.Kind == ConfirmationKind.Live ? confirmation.Live.Lock : sample.Lock;

    // The first rows of a run may have no uptime yet.
    private static DateTimeOffset? RunOf(GuestState last, in GuestObservation observation, Confirmation confirmation) =>
        RunClock.Began(confirmation.Live.Uptime, observation.At)
        ?? (last.RunSince is null || RunClock.IsLater(observation.RunSince, last.RunSince) ? observation.RunSince : null) ?? observation.At;

    private static GuestState Transition(
        EvaluationContext evaluation, GuestId guest, GuestState last, GuestObservation observation, string how, Inquiry? inquiry = null)
    {
        var sample = observation.Sample;
        var stop = inquiry?.Stop;
        var crashed = sample.Status == GuestStatus.Stopped && sample.Lock != LockRules.Hibernated && !last.Template
            && stop is not { Crashed: false };
        var left = inquiry is { Holder.Hold: LockHold.Stale } && sample.Status == GuestStatus.Stopped
            ? $"; {inquiry.Holder.Description}, and it starts only after {LockRules.Unlock(sample.Kind, sample.Vmid)}"
            : "";
        var reason = stop is null ? how : $"{stop.Reason}{left}; {how}";
        var change = new StateChange(EntityId.Of(guest), "status", Lower(last.Status), Lower(sample.Status), reason);
        var cause = stop is null ? "" : $" ({stop.Cause.Name})";
        var title = $"{GuestLabel.Of(guest, last, sample)} went from {change.From} to {change.To}{cause}";
        evaluation.Report(change, crashed ? Severity.Warning : Severity.Info, title, sample.Node, Facts(stop?.Cause));
        var next = last with
        {
            Status = sample.Status,
            Since = observation.At,
            LastStop = sample.Status == GuestStatus.Stopped ? stop : last.LastStop,
            RunSince = Runs(last.Status) || !Runs(sample.Status) ? last.RunSince : observation.RunSince,
        };
        evaluation.Add(GuestRules.Entered(guest, next, observation, crashed, reason));
        return next;
    }

    internal static ImmutableDictionary<string, string> Facts(StopCause? cause)
    {
        var facts = ImmutableDictionary<string, string>.Empty;
        if (cause is null) return facts;
        facts = facts.Add("cause", cause.Name);
        if (cause.By is { } by) facts = facts.Add("by", by);
        return cause.Upid is { } upid ? facts.Add("upid", upid) : facts;
    }

    private static GuestState Move(EvaluationContext evaluation, GuestId guest, GuestState last, in GuestSample sample)
    {
        var next = last;
        if (last.Node != sample.Node)
        {
            var change = new StateChange(EntityId.Of(guest), "node", last.Node, sample.Node, "its configuration is there now");
            var title = $"{GuestLabel.Of(guest, last, sample)} moved from {last.Node} to {sample.Node}";
            evaluation.Report(change, Severity.Info, title, sample.Node);
            next = next with { Node = sample.Node };
        }

        if (sample.Name is { } name && name != last.Name) next = next with { Name = name };
        if (sample.Template is { } template && template != last.Template) next = next with { Template = template };
        return next;
    }

    internal static GuestState FirstObservation(in GuestObservation observation) => new()
    {
        Kind = observation.Sample.Kind,
        Status = IsPlausible(observation) ? observation.Sample.Status : GuestStatus.Unknown,
        Since = observation.At,
        Node = observation.Sample.Node,
        Name = observation.Sample.Name,
        Template = observation.Sample.Template ?? false,
        RunSince = observation.RunSince,
        KnownSince = observation.At,
    };

    internal static bool IsPlausible(in GuestObservation observation) =>
        observation.NodeStatus == NodeStatus.Online && Known(observation.Sample.Status);

    private static bool Agrees(GuestState last, in GuestSample sample) =>
        last.Status == sample.Status || !Known(sample.Status);

    internal static bool Known(GuestStatus status) => status is not (GuestStatus.Unknown or GuestStatus.Transient);

    internal static bool Runs(GuestStatus status) => status is not (GuestStatus.Stopped or GuestStatus.Unknown);

    internal static ConditionType Crash(GuestKind kind) => kind == GuestKind.Vm ? ConditionType.VmCrashed : ConditionType.CtCrashed;

    internal static string Lower<T>(T status)
        where T : struct, Enum => status.ToString().ToLowerInvariant();
}
