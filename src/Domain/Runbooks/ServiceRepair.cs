using System.Collections.Immutable;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>Restarts a node's service that is down.</summary>
internal sealed class ServiceRepair : IRepair
{
    public ActionKind Kind => ActionKind.RestartService;

    public string Name => "restart_service";

    public Capability Capability => Capability.RestartServices;

    public ImmutableArray<Runbook> Runbooks { get; } =
    [
        new("restart-failed-service", "Restart a node's service that failed", "restarted", ActionKind.RestartService,
            ["the service is enabled and not active"],
            "the service is active, and its restart task ended well",
            "Stop the service (systemctl stop SERVICE on the node). "
            + "To keep a service stopped, disable it there (systemctl disable SERVICE)."),
    ];

    public Reads RequiredReads => Reads.Services;

    public RunbookAction? Against(EntityId entity, string? node, GuestKind? guest) => entity is { Kind: EntityKind.Service, Node: { } host }
        ? RunbookAction.RestartService(new(entity.Cluster, host), entity.Name) : null;

    public bool HasAnswered(ProbeReadings readings, string node) => readings.Services is not null;

    public string? TaskType(RunbookAction action) => "srvrestart";

    public TimeSpan Deadline(GuardrailSettings settings) => settings.ServiceDeadline;

    public Diagnosis Judge(RunbookAction action, ProbeReadings readings)
    {
        if (readings.Services is null)
            return new(RepairNeed.Unreadable,
                $"the services of {action.Node} cannot be read: {readings.Blind ?? "no reason given"}", action);
        return Unit(action, readings) switch
        {
            null => new(RepairNeed.Gone, $"{action.Node} has no service {action.Target.Name}", action),
            { UnitState: not "enabled" } unit =>
                new(RepairNeed.Gone, $"{action.Target.Name} is {unit.UnitState ?? "not enabled"} and need not run", action),
            { ActiveState: "active" } => new(RepairNeed.Gone, $"{action.Target.Name} is active", action),
            { ActiveState: null or "activating" or "deactivating" or "reloading" } unit =>
                new(RepairNeed.Unknown, $"{action.Target.Name} is {unit.ActiveState ?? "in no known state"}", action),
            { } unit => new(RepairNeed.Needed, $"{action.Target.Name} is {unit.ActiveState}", action),
        };
    }

    public Health Verify(RunbookAction action, ProbeReadings readings)
    {
        if (readings.Services is null)
            return new(null, $"the services of {action.Node} cannot be read: {readings.Blind ?? "no reason given"}");
        var state = Unit(action, readings)?.ActiveState;
        return new(state == "active", $"{action.Target.Name} is {state ?? "not listed"}");
    }

    public bool IsTaskOf(RunbookAction action, PveTask task) => task.Type == TaskType(action) && task.Id == action.Target.Name;

    private static ServiceSample? Unit(RunbookAction action, ProbeReadings readings)
    {
        foreach (var unit in readings.Services ?? [])
        {
            if (unit.Service == action.Target.Name) return unit;
        }

        return null;
    }
}
