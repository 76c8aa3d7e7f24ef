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
        if (health.Fine == true && task is not { Running: true }) return situation.Step(StepKind.Succeed, Words(health, task?.Failed == true ? task.ExitStatus : null), action) with { Upid = upid };
        if (task is { Failed: true } && !health.Coming) return situation.Step(StepKind.Fail, $"its task failed: {task.ExitStatus ?? "without a result"}", action) with { Upid = upid };

        var deadline = sent.At + situation.Repair.Deadline(situation.Settings);
        if (situation.Now < deadline) return situation.Wait(health.Words, action, deadline);
        if (task is { Running: true }) return situation.Step(StepKind.Unknown, $"its task still runs at the deadline; {health.Words}", action) with { Upid = upid };
        return situation.Step(health.Fine is null ? StepKind.Unknown : StepKind.Fail, $"at the deadline: {health.Words}", action) with { Upid = upid };
    }

    private static string Words(Health health, string? otherwise) =>
        otherwise is null ? health.Words : $"{health.Words}; somebody else was quicker, its task says: {otherwise}";
}
