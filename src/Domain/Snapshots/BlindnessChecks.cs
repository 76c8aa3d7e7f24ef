using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Snapshots;

/// <summary>Detects that the monitor itself fails to poll a cluster. Pure.</summary>
public static class BlindnessChecks
{
    // With periods of one second, a briefly slow machine is no alarm.
    private static readonly TimeSpan MinLimit = TimeSpan.FromSeconds(30);

    // The first read of 100,000 guests takes most of a minute.
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long waiting for Proxmox is not a failure of the monitor: longer than every read time-out plus a possible re-read.
    /// </summary>
    public static TimeSpan LongestRead { get; } = TimeSpan.FromMinutes(1);

    /// <summary>The age of an unfinished tier that raises an alarm: three of its periods, at least 30 s.</summary>
    public static TimeSpan Limit(TierSettings tiers, Tier tier)
    {
        var limit = PollAge.Limit(tiers, tier);
        return limit > MinLimit ? limit : MinLimit;
    }

    /// <summary>
    /// Whether polls were neither applied nor attributed to Proxmox within the limit. A poll that waits for Proxmox gets one minute, the
    /// first poll two. A cluster that does not answer is not the monitor's fault.
    /// </summary>
    /// <param name="age">The time since its polls.</param>
    /// <param name="limit">The age limit (<see cref="Limit"/>).</param>
    /// <returns>Present; absent if a poll ended within the limit; else unknown.</returns>
    public static Presence Judge(PollAge age, TimeSpan limit)
    {
        var longest = age.Concluded is null && limit < FirstPoll ? FirstPoll : limit;
        if (age.IsMissing(longest) && !(age.Asking < LongestRead)) return Presence.Present;
        return age.Concluded <= limit ? Presence.Absent : Presence.Unknown;
    }

    /// <summary>The condition that is active while the monitor fails to poll.</summary>
    public static Assessment Assess(ClusterName cluster, bool blind, string reason) => new(
        ConditionType.MonitorBlind, EntityId.Of(cluster), blind ? Presence.Present : Presence.Absent, Severity.Critical,
        $"The monitor does not see cluster {cluster}", reason);
}
