using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>State transitions of a guest that is no longer listed: destroyed, replaced, lost or hidden.</summary>
public static class GuestDisappearance
{
    /// <summary>The reason for a guest whose VMID was reused.</summary>
    public const string Replaced = "another guest now has this VMID";

    /// <summary>The guest was destroyed, or moved to another cluster: its active conditions end.</summary>
    public static GuestState MarkDestroyed(GuestId guest, GuestState last, PveTask task, DateTimeOffset at) =>
        last with
        {
            Ledger = Destroyed(guest, last, task, $"{GuestLabel.Of(guest, last)} {Fate(task)}", at)
                .EndAll($"it {Fate(task)}: {Reason(task)}", at),
        };

    /// <summary>
    /// The guest was destroyed, and a newer row lists another one with its VMID. State and conditions belong to the first.
    /// </summary>
    /// <param name="guest">The guest.</param>
    /// <param name="last">The last known state.</param>
    /// <param name="task">The task that destroyed it.</param>
    /// <param name="destroyedAt">When the task ended, by the monitor's clock.</param>
    /// <param name="observation">The row.</param>
    public static GuestState Replace(
        GuestId guest, GuestState last, PveTask task, DateTimeOffset destroyedAt, in GuestObservation observation)
    {
        if (last.KnownSince >= destroyedAt) return last;

        // Only a run that began afterwards belongs to the new guest; a stop may have been observed late. Later starts have their own tasks.
        var why = $"it was destroyed: {Reason(task)}; {Replaced}";
        var ledger = last.LastStop?.Cause.Upid == task.Upid
            ? last.Ledger
            : Destroyed(guest, last, task, $"{GuestLabel.Of(guest, last)} was destroyed; {Replaced}", observation.At);
        return last.RunSince > destroyedAt
            ? last with { KnownSince = destroyedAt, Ledger = ledger.EndBefore(destroyedAt, why, observation.At) }
            : GuestTracker.FirstObservation(observation) with { Since = destroyedAt, Ledger = ledger.EndAll(why, observation.At) };
    }

    /// <summary>The guest is no longer listed, because its node was removed from the cluster: its active conditions end.</summary>
    public static GuestState MarkRemoved(GuestId guest, GuestState last, string reason, DateTimeOffset at)
    {
        var change = new StateChange(EntityId.Of(guest), "status", GuestTracker.Lower(last.Status), "gone", reason);
        return last with
        {
            Ledger = last.Ledger
                .Report(change, Severity.Info, $"{GuestLabel.Of(guest, last)} was removed with its node", last.Node, at,
                    ImmutableDictionary<string, string>.Empty.Add("cause", "node_removed"))
                .EndAll($"it was removed with its node: {reason}", at),
        };
    }

    /// <summary>The guest is no longer listed, but was not destroyed.</summary>
    public static GuestState MarkLost(GuestId guest, GuestState last, string reason, DateTimeOffset at) =>
        last with { Ledger = last.Ledger.Apply(GuestRules.Visibility(guest, last, last.Node, Presence.Present, reason), at) };

    /// <summary>The guest is no longer listed because the token may not see it, which is reported once for its cluster.</summary>
    public static GuestState MarkHidden(GuestId guest, GuestState last, string reason, DateTimeOffset at) =>
        last with { Ledger = last.Ledger.Apply(GuestRules.Visibility(guest, last, last.Node, Presence.Absent, reason), at) };

    private static ConditionLedger Destroyed(GuestId guest, GuestState last, PveTask task, string title, DateTimeOffset at)
    {
        var change = new StateChange(EntityId.Of(guest), "status", GuestTracker.Lower(last.Status), "gone", Reason(task));
        var facts = ImmutableDictionary<string, string>.Empty
            .Add("cause", TaskTypes.Migrates(task.Type) ? "moved_away" : "destroyed").Add("by", task.User).Add("upid", task.Upid);
        return last.Ledger.Report(change, Severity.Info, title, last.Node, at, facts);
    }

    private static string Fate(PveTask task) =>
        TaskTypes.Migrates(task.Type) ? "was moved to another cluster" : "was destroyed";

    private static string Reason(PveTask task) => $"{task.Type} by {task.User}";
}
