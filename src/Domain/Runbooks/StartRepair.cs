using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>Starting a guest that stopped.</summary>
internal sealed class StartRepair : IRepair
{
    public static StartRepair Instance { get; } = new();

    public Reads RequiredReads => Reads.Guest;

    public string? TaskType(RunbookAction action) => TaskTypes.StartOf(action.GuestKind);

    public TimeSpan Deadline(GuardrailSettings settings) => settings.GuestDeadline;

    public Diagnosis Judge(RunbookAction action, ProbeReadings readings)
    {
        var now = action with { Node = readings.GuestNode ?? action.Node };
        return readings.Guest switch
        {
            null => new(RepairNeed.Unreadable, $"{action.Target} cannot be read: {readings.Blind ?? "no reason given"}", now),
            { Status: GuestStatus.Stopped } => new(RepairNeed.Stands, $"{now.Node} says that {action.Target} is stopped", now),
            { Status: GuestStatus.Unknown or GuestStatus.Transient } => new(RepairNeed.Unknown, $"{now.Node} does not say whether {action.Target} runs", now),
            { } live => new(RepairNeed.Gone, $"{now.Node} says that {action.Target} is {Word(live)}", now),
        };
    }

    public Health Verify(RunbookAction action, ProbeReadings readings)
    {
        if (readings.Guest is not { } live) return new(null, $"{action.Target} cannot be read: {readings.Blind ?? "no reason given"}");
        if (live.Status == GuestStatus.Stopped) return new(false, $"{action.Target} is stopped");
        if (live.Status != GuestStatus.Running) return new(false, $"{action.Target} is {Word(live)}");
        if (live.Uptime is not { } uptime) return new(false, $"{action.Target} says running, but no uptime");
        return readings.GuestBefore is { Status: GuestStatus.Running, Uptime: { } before } && uptime > before
            ? new(true, string.Create(CultureInfo.InvariantCulture, $"{action.Target} runs, its uptime grew from {before} s to {uptime} s"))
            : new(false, string.Create(CultureInfo.InvariantCulture, $"{action.Target} says running for {uptime} s; its uptime is yet to grow")) { Coming = true };
    }

    public bool IsTaskOf(RunbookAction action, PveTask task) => task.Type == TaskType(action) && task.Id == action.Target.Name;

    private static string Word(in GuestLive live) => live.Status.ToString().ToLowerInvariant();
}
