using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>Watches an action that Proxmox accepted until the target is healthy, the task has failed, or the deadline has passed.</summary>
internal static class VerifyPhase
{
    public static RemediationStep Next(RepairContext context)
    {
        var (sent, upid) = (context.Sending ?? context.Last!, context.Last!.Upid);
        var action = context.Last.Action;
        var reads = context.Repair.RequiredReads | (upid is null ? Reads.None : Reads.Task);
        if (!context.HasRead(reads)) return context.Read(reads, "did it work?", action) with { Upid = upid };

        var health = context.Repair.Verify(action, context.Evidence);
        var task = context.Evidence.Task;
        if (health.Fine == true && task is not { Running: true }) return End(RemediationStepKind.Succeed, Describe(health, task));
        if (task is { Failed: true } && !health.Coming)
            return End(RemediationStepKind.Fail, $"its task failed: {task.ExitStatus ?? "without a result"}");

        var deadline = sent.At + context.Repair.Deadline(context.Settings);
        if (context.Now < deadline) return context.Wait(health.Description, action, deadline);
        if (task is { Running: true })
            return End(RemediationStepKind.Unknown, $"its task still runs at the deadline; {health.Description}");
        return End(health.Fine is null ? RemediationStepKind.Unknown : RemediationStepKind.Fail, $"at the deadline: {health.Description}");

        RemediationStep End(RemediationStepKind kind, string reason) => context.Step(kind, reason, action) with { Upid = upid };
    }

    private static string Describe(Health health, TaskOutcome? task) =>
        task is { Failed: true } ? $"{health.Description}; somebody else was quicker, its task says: {task.ExitStatus ?? "nothing"}"
        : health.Description;
}
