using System.Collections.Immutable;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.Live;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>Hides one condition from incidents and the event feed.</summary>
internal sealed class ConditionFilter(ConditionType condition) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is IIncidentGrain && context.InterfaceMethod.Name == nameof(IIncidentGrain.Apply)
            && context.Request.GetArgument(0) is Finding finding && finding.Condition == condition)
        {
            context.Result = new IncidentStep(null, IncidentChange.None, "the rule is taken out");
            return;
        }

        if (context.Grain is IEventFeedGrain && context.Request.GetArgumentCount() > 0
            && context.Request.GetArgument(0) is ImmutableArray<MonitorEvent> events)
            context.Request.SetArgument(0, events.RemoveAll(change => change.Condition == condition));
        await context.Invoke();
    }
}
