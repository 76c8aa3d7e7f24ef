using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Domain.Tests.Notifications;

/// <summary>Steps and notifications that tests talk about.</summary>
internal static class Notices
{
    public static Notice Notice(string step = "opened", bool recovery = false) => new()
    {
        IncidentId = "i1",
        Step = step,
        IsRecovery = recovery,
        Condition = ConditionType.VmCrashed,
        Severity = Severity.Error,
        Entity = "lab/100",
        Cluster = "lab",
        Node = "pve1",
        Title = "VM 100 (web) crashed",
        Reason = "no task stopped it",
        BeganAt = Given.Start,
        At = Given.At(recovery ? 360 : 0),
    };

    public static Notification Replaced(long sequence)
    {
        var row = Row(sequence, "resolved", recovery: true);
        return row with { Notice = row.Notice with { ReplacedBy = new(ConditionType.DiskCritical, Severity.Critical) } };
    }

    public static Notification Row(
        long sequence, string step = "opened", NotificationState state = NotificationState.Pending, bool recovery = false,
        double due = 0) => new()
        {
            Sequence = sequence,
            Id = $"msg_{step}",
            Destination = "ops",
            Route = "why",
            Notice = Notice(step, recovery),
            State = state,
            NextAttemptAt = Given.At(due),
        };
}
