using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>Tells whether a cluster is not polled by the monitor's own fault. Pure.</summary>
public static class BlindnessChecks
{
    // With periods of a second, a machine that is slow for some of them is no alarm.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(30);

    // The first sight of 100,000 guests takes most of a minute.
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long what waits for Proxmox is no failure of the monitor's: longer than every time-out of a read and the re-read that may
    /// follow.
    /// </summary>
    public static TimeSpan LongestRead { get; } = TimeSpan.FromMinutes(1);

    /// <summary>From when on a tier that does not come to its end is an alarm: three of its periods, at least 30 s.</summary>
    public static TimeSpan Limit(TierSettings tiers, Tier tier) => PollAge.Limit(tiers, tier) is var limit && limit > Least ? limit : Least;

    /// <summary>
    /// Whether polls have neither been applied nor been put down to Proxmox for the limit. A poll that waits for Proxmox is given a minute, the first one two;
    /// a cluster that does not answer is no fault of the monitor's.
    /// </summary>
    /// <param name="age">How long ago it was polled.</param>
    /// <param name="limit">From which age on (<see cref="Limit"/>).</param>
    /// <returns>Present, absent once a poll came to an end within the limit, else unknown.</returns>
    public static Presence Judge(PollAge age, TimeSpan limit)
    {
        var longest = age.Concluded is null && limit < FirstPoll ? FirstPoll : limit;
        if (age.IsMissing(longest) && !(age.Asking < LongestRead)) return Presence.Present;
        return age.Concluded <= limit ? Presence.Absent : Presence.Unknown;
    }

    /// <summary>The condition that stands while the monitor is blind.</summary>
    public static Assessment Assess(ClusterName cluster, bool blind, string reason) => new(
        ConditionType.MonitorBlind, EntityId.Of(cluster), blind ? Presence.Present : Presence.Absent, Severity.Critical,
        $"The monitor does not see cluster {cluster}", reason);
}
