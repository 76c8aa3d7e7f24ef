using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>Starts a guest that stopped.</summary>
internal sealed class StartRepair : IRepair
{
    public ActionKind Kind => ActionKind.StartGuest;

    public string Name => "start_guest";

    public Capability Capability => Capability.StartGuests;

    public ImmutableArray<Runbook> Runbooks { get; } =
    [
        Start("restart-crashed-vm", "VM", "qm shutdown VMID", GuestKind.Vm),
        Start("restart-crashed-ct", "container", "pct shutdown VMID", GuestKind.Container),
    ];

    public Reads RequiredReads => Reads.Guest;

    public RunbookAction? Against(EntityId entity, string? node, GuestKind? guest) => entity.Kind == EntityKind.Guest && node is not null
        ? RunbookAction.StartGuest(new(entity.Cluster, entity.Vmid!.Value), node, guest!.Value) : null;

    public bool HasAnswered(ProbeReadings readings, string node) => readings.Guest is not null && readings.GuestNode == node;

    public string? TaskType(RunbookAction action) => TaskTypes.StartOf(action.GuestKind);

    public TimeSpan Deadline(GuardrailSettings settings) => settings.GuestDeadline;

    public Diagnosis Judge(RunbookAction action, ProbeReadings readings)
    {
        var now = action with { Node = readings.GuestNode ?? action.Node };
        return readings.Guest switch
        {
            null => new(RepairNeed.Unreadable, $"{action.Target} cannot be read: {readings.Blind ?? "no reason given"}", now),
            { Status: GuestStatus.Stopped } => new(RepairNeed.Needed, $"{now.Node} says that {action.Target} is stopped", now),
            { Status: GuestStatus.Unknown or GuestStatus.Transient } =>
                new(RepairNeed.Unknown, $"{now.Node} does not say whether {action.Target} runs", now),
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
            : new(false,
                string.Create(CultureInfo.InvariantCulture, $"{action.Target} says running for {uptime} s; its uptime is yet to grow"))
            {
                Coming = true
            };
    }

    public bool IsTaskOf(RunbookAction action, PveTask task) => task.Type == TaskType(action) && task.Id == action.Target.Name;

    private static Runbook Start(string id, string what, string command, GuestKind guest) => new(
        id, $"Start a {what} that crashed or did not come back", "restarted", ActionKind.StartGuest,
        ["its node reports it stopped", "it has no lock other than that of hibernation"],
        "its node reports it running, and its uptime grows",
        $"Shut the {what} down ({command}) and give it the tag monitor-never-act, so that it is left alone.")
    { GuestKind = guest };

    private static string Word(in GuestLive live) => live.Status.ToString().ToLowerInvariant();
}
