using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>Proxmox took it on: looks until it is fine, its task failed, or the deadline has passed.</summary>
internal static class Verifying
{
    public static Step Next(Situation situation)
    {
        var (sent, upid) = (situation.Sending ?? situation.Last!, situation.Last!.Upid);
        var action = situation.Last.Action;
        var reads = situation.Repair.Look | (upid is null ? Reads.None : Reads.Task);
        if (!situation.HasRead(reads)) return situation.Read(reads, "did it work?", action) with { Upid = upid };

        var health = situation.Repair.Verify(action, situation.Evidence);
        var task = situation.Evidence.Task;
        if (health.Fine == true && task is not { Running: true }) return End(StepKind.Succeed, Words(health, task));
        if (task is { Failed: true } && !health.Coming) return End(StepKind.Fail, $"its task failed: {task.ExitStatus ?? "without a result"}");

        var deadline = sent.At + situation.Repair.Deadline(situation.Settings);
        if (situation.Now < deadline) return situation.Wait(health.Words, action, deadline);
        if (task is { Running: true }) return End(StepKind.Unknown, $"its task still runs at the deadline; {health.Words}");
        return End(health.Fine is null ? StepKind.Unknown : StepKind.Fail, $"at the deadline: {health.Words}");

        Step End(StepKind kind, string reason) => situation.Step(kind, reason, action) with { Upid = upid };
    }

    private static string Words(Health health, TaskOutcome? task) =>
        task is { Failed: true } ? $"{health.Words}; somebody else was quicker, its task says: {task.ExitStatus ?? "nothing"}" : health.Words;
}
