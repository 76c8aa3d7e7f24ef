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
/// Tells from one answer's rows, and from a few answers about many guests, that a storm has begun: before guests are asked one by one. It
/// counts what
/// <see cref="StormDetector"/> counts once incidents stand, no more: a stop that somebody asked for is none.
/// </summary>
public static class StormForecast
{
    /// <summary>How long rows must say the same without a node's word (two caches of 2 s each make rows flip back, api-facts §2).</summary>
    public static TimeSpan FlipBack { get; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Whether a row claims a stop that may be a crash: of a guest that ran, on a node that is online, under no lock, and of which none is
    /// known yet.
    /// </summary>
    public static bool IsSuspect(in GuestDelta delta, in GuestObservation observation) =>
        (delta.Change & GuestChange.Status) != GuestChange.None
        && (delta.Change & GuestChange.FirstSight) == GuestChange.None
        && observation is { NodeStatus: NodeStatus.Online, Sample: { Status: GuestStatus.Stopped, Template: not true } }
        && delta.Entry.Before is { } before && GuestTracker.Runs(before)
        && string.IsNullOrEmpty(observation.Sample.Lock)
        && !delta.Entry.Conditions.Any(active => active.Condition.Row().IsGuestDown);

    /// <summary>The same with the cause that its node's tasks tell.</summary>
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
    /// Which nodes' lists of VMs or containers confirm enough suspects with the fewest questions; empty where a few lists cannot.
    /// </summary>
    /// <param name="suspects">Those that no task explains.</param>
    /// <param name="enough">How many must be confirmed.</param>
    /// <param name="most">How many lists may be read.</param>
    public static ImmutableArray<(string Node, GuestKind Kind)> Lists(IEnumerable<StopSuspect> suspects, int enough, int most)
    {
        var lists = suspects.GroupBy(suspect => (suspect.Observation.Sample.Node, suspect.Observation.Sample.Kind))
            .OrderByDescending(list => list.Count()).ThenBy(list => list.Key.Node, StringComparer.Ordinal).ThenBy(list => list.Key.Kind)
            .Take(most).ToList();
        return lists.Sum(list => list.Count()) >= enough ? [.. lists.Select(list => list.Key)] : [];
    }

    /// <summary>
    /// Suspects whose configuration must be read next to know whether there are enough crashes; empty where that is known.
    /// </summary>
    /// <param name="down">Guests that are down.</param>
    /// <param name="enough">How many crashes are enough.</param>
    /// <param name="policy">When a stop without a task counts as a crash.</param>
    public static ImmutableArray<StopSuspect> Unread(IReadOnlyCollection<StopSuspect> down, int enough, StopPolicy policy) =>
        [.. down.Where(suspect => suspect.Crashed(policy) is null).Take(Math.Max(enough - Crashes(down, policy), 0))];

    /// <summary>
    /// The failures of a storm among those that are down; empty where those known to be crashes are too few for one. In a storm one whose
    /// configuration was not read counts as it counts everywhere where that is unknown (<see cref="CrashJudge"/>).
    /// </summary>
    /// <param name="down">Guests that are down and that no task, window or wider incident explains.</param>
    /// <param name="settings">What makes a storm.</param>
    /// <param name="policy">When a stop without a task counts as a crash.</param>
    /// <param name="standing">Whether a storm stands already.</param>
    public static ImmutableArray<StormFailure> Failures(
        IReadOnlyCollection<StopSuspect> down, GuardrailSettings settings, StopPolicy policy, bool standing) =>
        standing || Crashes(down, policy) >= settings.StormFailures
            ? [.. down.Where(suspect => suspect.Crashed(policy) != false).Select(suspect => new StormFailure(suspect.Key, suspect.Since))]
            : [];

    private static int Crashes(IEnumerable<StopSuspect> down, StopPolicy policy) => down.Count(suspect => suspect.Crashed(policy) == true);
}
