using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Rules.Guests.Causes;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>
/// Detects the beginning of a storm from the rows of one answer and a few answers about many guests, before guests are read one by one. It
/// counts the same failures that <see cref="StormDetector"/> counts once incidents are open, and no others: a stop that somebody requested
/// is not a failure.
/// </summary>
public static class StormForecast
{
    /// <summary>
    /// How long rows must agree if the guest's node does not confirm them: two caches of 2 s each can make rows flip back (api-facts §2).
    /// </summary>
    public static TimeSpan FlipBack { get; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Whether a row shows a stop that may be a crash: the guest ran before, its node is online, it has no lock, and no stop of it is known
    /// yet.
    /// </summary>
    public static bool IsSuspect(in GuestDelta delta, in GuestObservation observation) =>
        (delta.Change & GuestChange.Status) != GuestChange.None
        && (delta.Change & GuestChange.FirstSight) == GuestChange.None
        && observation is { NodeStatus: NodeStatus.Online, Sample: { Status: GuestStatus.Stopped, Template: not true } }
        && delta.Entry.Before is { } before && GuestTracker.Runs(before)
        && string.IsNullOrEmpty(observation.Sample.Lock)
        && !delta.Entry.Conditions.Any(active => active.Condition.Row().IsGuestDown);

    /// <summary>Returns the suspect with the cause that its node's tasks show.</summary>
    public static StopSuspect Classify(
        StopSuspect suspect, ImmutableArray<PveTask>? tasks, string? blind, TimeSpan skew, ImmutableDictionary<string, BackupJobLog> logs)
    {
        var observation = suspect.Observation;
        return suspect with
        {
            Cause = StopClassifier.Classify(new()
            {
                Vmid = suspect.Guest.Vmid,
                HaState = observation.Sample.HaState,
                RanAfter = observation.LastGoodAt - StopEvidence.RowAge,
                RunSince = observation.RunSince,
                NodeBootedAt = observation.NodeBootedAt,
                ClockSkew = skew,
                AskedAt = observation.At,
                Tasks = tasks,
                WhyTasksUnread = blind,
                BackupLogs = logs,
            }),
        };
    }

    /// <summary>
    /// The lists of VMs or containers, by node, that confirm enough suspects with the fewest requests; empty if the permitted number of
    /// lists does not suffice.
    /// </summary>
    /// <param name="suspects">Suspects whose stop no task explains.</param>
    /// <param name="enough">How many suspects must be confirmed.</param>
    /// <param name="most">How many lists may be read.</param>
    public static ImmutableArray<(string Node, GuestKind Kind)> Lists(IEnumerable<StopSuspect> suspects, int enough, int most)
    {
        var lists = suspects.GroupBy(suspect => (suspect.Observation.Sample.Node, suspect.Observation.Sample.Kind))
            .OrderByDescending(list => list.Count()).ThenBy(list => list.Key.Node, StringComparer.Ordinal).ThenBy(list => list.Key.Kind)
            .Take(most).ToList();
        return lists.Sum(list => list.Count()) >= enough ? [.. lists.Select(list => list.Key)] : [];
    }

    /// <summary>
    /// The suspects whose configuration must be read next to decide whether there are enough crashes; empty if that is already decided.
    /// </summary>
    /// <param name="down">Guests that are down.</param>
    /// <param name="enough">How many crashes suffice.</param>
    /// <param name="policy">When a stop without a task counts as a crash.</param>
    public static ImmutableArray<StopSuspect> Unread(IReadOnlyCollection<StopSuspect> down, int enough, StopPolicy policy) =>
        [.. down.Where(suspect => suspect.Crashed(policy) is null).Take(Math.Max(enough - Crashes(down, policy), 0))];

    /// <summary>
    /// The failures of a storm among guests that are down; empty if there are too few known crashes for a storm. In a storm, a guest whose
    /// configuration was not read counts in the way that <see cref="CrashJudge"/> treats an unknown configuration.
    /// </summary>
    /// <param name="down">Guests that are down and that no task, maintenance window or wider incident explains.</param>
    /// <param name="settings">The limits that define a storm.</param>
    /// <param name="policy">When a stop without a task counts as a crash.</param>
    /// <param name="standing">Whether a storm is already active.</param>
    public static ImmutableArray<StormFailure> Failures(
        IReadOnlyCollection<StopSuspect> down, GuardrailSettings settings, StopPolicy policy, bool standing) =>
        standing || Crashes(down, policy) >= settings.StormFailures
            ? [.. down.Where(suspect => suspect.Crashed(policy) != false).Select(suspect => new StormFailure(suspect.Key, suspect.Since))]
            : [];

    private static int Crashes(IEnumerable<StopSuspect> down, StopPolicy policy) => down.Count(suspect => suspect.Crashed(policy) == true);
}
