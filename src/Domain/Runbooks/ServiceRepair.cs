using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Runbooks;

/// <summary>Restarting a service that is down.</summary>
internal sealed class ServiceRepair : IRepair
{
    public static ServiceRepair Instance { get; } = new();

    public Reads Look => Reads.Services;

    public string? TaskType(RunbookAction action) => "srvrestart";

    public TimeSpan Deadline(GuardrailSettings settings) => settings.ServiceDeadline;

    public Diagnosis Judge(RunbookAction action, Evidence evidence)
    {
        if (evidence.Services is null) return new(Need.Unreadable, $"the services of {action.Node} cannot be read: {evidence.Blind ?? "no reason given"}", action);
        return Unit(action, evidence) switch
        {
            null => new(Need.Gone, $"{action.Node} has no service {action.Target.Name}", action),
            { UnitState: not "enabled" } unit => new(Need.Gone, $"{action.Target.Name} is {unit.UnitState ?? "not enabled"} and need not run", action),
            { ActiveState: "active" } => new(Need.Gone, $"{action.Target.Name} is active", action),
            { ActiveState: null or "activating" or "deactivating" or "reloading" } unit =>
                new(Need.Unknown, $"{action.Target.Name} is {unit.ActiveState ?? "in no known state"}", action),
            { } unit => new(Need.Stands, $"{action.Target.Name} is {unit.ActiveState}", action),
        };
    }

    public Health Verify(RunbookAction action, Evidence evidence)
    {
        if (evidence.Services is null) return new(null, $"the services of {action.Node} cannot be read: {evidence.Blind ?? "no reason given"}");
        var state = Unit(action, evidence)?.ActiveState;
        return new(state == "active", $"{action.Target.Name} is {state ?? "not listed"}");
    }

    public bool IsTaskOf(RunbookAction action, PveTask task) => task.Type == TaskType(action) && task.Id == action.Target.Name;

    private static ServiceSample? Unit(RunbookAction action, Evidence evidence)
    {
        foreach (var unit in evidence.Services ?? [])
        {
            if (unit.Service == action.Target.Name) return unit;
        }

        return null;
    }
}
