using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>Checks whether guests are protected by replication and backup jobs.</summary>
public static class ProtectionChecks
{
    /// <summary>Replication of a guest fails if one of its enabled jobs failed since its last success.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="jobs">Its replication jobs.</param>
    /// <param name="labelOf">What titles call a guest, by VMID (<see cref="GuestLabel"/>).</param>
    public static IEnumerable<Assessment> Replication(
        ClusterName cluster, IEnumerable<ReplicationSample> jobs, Func<int, string> labelOf) =>
        from job in jobs
        group job by job.Vmid into guest
        let failing = guest.Where(job => job.FailCount > 0 && !job.Disabled).ToList()
        select new Assessment(
            ConditionType.ReplicationFailed, EntityId.Of(new GuestId(cluster, guest.Key)),
            failing.Count > 0 ? Presence.Present : Presence.Absent, Severity.Warning,
            $"Replication of {labelOf(guest.Key)} fails",
            ReplicationReason(guest, failing))
        { Evidence = [.. guest.Select(Evidence)] };

    /// <summary>Guests in no backup job, as one condition of the cluster, without templates.</summary>
    public static Assessment NotBackedUp(ClusterName cluster, IReadOnlyCollection<int> vmids)
    {
        var some = string.Join(", ", vmids.Order().Take(20));
        var text = $"{Humanize.Count(vmids.Count, "guest")}: {some}{(vmids.Count > 20 ? " …" : "")}";
        return new(
            ConditionType.BackupMissing, EntityId.Of(cluster), vmids.Count > 0 ? Presence.Present : Presence.Absent, Severity.Info,
            $"Guests of {cluster} are in no backup job", vmids.Count > 0 ? text : "every guest is in a backup job")
        { Evidence = [new("guestsInNoJob", vmids.Count.ToString(CultureInfo.InvariantCulture))] };
    }

    /// <summary>The result of <see cref="NotBackedUp"/> for one guest.</summary>
    /// <param name="wide">The result for the cluster.</param>
    /// <param name="missing">Whether the guest is in no backup job.</param>
    public static RuleEvaluation ForGuest(RuleEvaluation wide, bool missing) => wide with
    {
        Verdict = missing ? wide.Verdict : RuleVerdict.Ok,
        Reason = missing ? "it is in no backup job" : "it is in a backup job, or needs none as a template",
        Since = missing ? wide.Since : null,
        Evidence = [new("inABackupJob", missing ? "no" : "yes")],
    };

    private static string ReplicationReason(IEnumerable<ReplicationSample> jobs, List<ReplicationSample> failing)
    {
        if (failing.Count > 0) return string.Join("; ", failing.Select(Failures));
        return jobs.All(job => job.Disabled) ? "its jobs are disabled" : "its jobs' last runs succeeded";
    }

    private static RuleInput Evidence(ReplicationSample job) =>
        new(job.Id, job.Disabled ? "disabled" : $"{Humanize.Count(job.FailCount, "failure")} since its last success");

    private static string Failures(ReplicationSample job) =>
        $"{job.Id} to {job.Target ?? "its target"} failed {Humanize.Count(job.FailCount, "time")} in a row: "
            + $"{job.Error ?? "no reason given"}";
}
