using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>Checks whether guests are protected by replication and backup jobs.</summary>
public static class ProtectionChecks
{
    // A node that has just booted may not take part yet, and the clocks of the nodes differ.
    private static readonly TimeSpan AfterBoot = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Replication of a guest fails if one of its enabled jobs failed since its last success. It is unknown while the only reason may be
    /// that the job's target is down, or was down when the job last ran: after failures Proxmox waits up to 30 minutes (api-facts §8).
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="jobs">Its replication jobs.</param>
    /// <param name="labelOf">What titles call a guest, by VMID (<see cref="GuestLabel"/>).</param>
    /// <param name="targetOf">The state of a node, by name; null if it is not listed.</param>
    public static IEnumerable<Assessment> Replication(
        ClusterName cluster, IEnumerable<ReplicationSample> jobs, Func<int, string> labelOf, Func<string, ReplicationTarget?> targetOf) =>
        from job in jobs
        group job by job.Vmid into guest
        let failing = guest.Where(job => job.FailCount > 0 && !job.Disabled).ToList()
        let excuses = failing.Select(job => Excuse(job, targetOf)).ToList()
        select new Assessment(
            ConditionType.ReplicationFailed, EntityId.Of(new GuestId(cluster, guest.Key)), PresenceOf(excuses), Severity.Warning,
            $"Replication of {labelOf(guest.Key)} fails",
            ReplicationReason(guest, failing, excuses))
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

    private static Presence PresenceOf(List<string?> excuses)
    {
        if (excuses.Contains(null)) return Presence.Present;
        return excuses.Count > 0 ? Presence.Unknown : Presence.Absent;
    }

    // Why the failure may be the target's; null if it is the job's own.
    private static string? Excuse(ReplicationSample job, Func<string, ReplicationTarget?> targetOf)
    {
        if (job.Target is not { } name || targetOf(name) is not { } target) return null;
        if (target.Status != NodeStatus.Online) return $"{name} is {target.Status.ToString().ToLowerInvariant()}";
        return job.LastTry is { } tried && tried < target.BootedAt + AfterBoot ? $"it has not run since {name} booted" : null;
    }

    private static string ReplicationReason(
        IEnumerable<ReplicationSample> jobs, List<ReplicationSample> failing, List<string?> excuses)
    {
        if (failing.Count > 0)
        {
            return string.Join("; ", failing.Zip(excuses, (job, excuse) => Failures(job) + (excuse is null ? "" : $" ({excuse})")));
        }

        return jobs.All(job => job.Disabled) ? "its jobs are disabled" : "its jobs' last runs succeeded";
    }

    private static RuleInput Evidence(ReplicationSample job) =>
        new(job.Id, job.Disabled ? "disabled" : $"{Humanize.Count(job.FailCount, "failure")} since its last success");

    private static string Failures(ReplicationSample job) =>
        $"{job.Id} to {job.Target ?? "its target"} failed {Humanize.Count(job.FailCount, "time")} in a row: "
            + $"{job.Error ?? "no reason given"}";
}

/// <summary>The node that a replication job copies to.</summary>
/// <param name="Status">Its status; unknown if its data is old.</param>
/// <param name="BootedAt">When it booted; null if not known.</param>
public sealed record ReplicationTarget(NodeStatus Status, DateTimeOffset? BootedAt);
