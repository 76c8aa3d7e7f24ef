using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Incidents;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>Hides the end of conditions from incidents.</summary>
internal sealed class EndlessIncidents : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is not IIncidentGrain || context.InterfaceMethod.Name != nameof(IIncidentGrain.Apply)
            || context.Request.GetArgument(0) is not Finding { Kind: FindingKind.Cleared }) return context.Invoke();
        context.Result = new IncidentStep(null, IncidentChange.None, "incidents never end");
        return Task.CompletedTask;
    }
}
