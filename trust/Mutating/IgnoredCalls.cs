namespace OrleansMonitor.Trust.Mutating;

/// <summary>Lets grains of one kind take no notice of one call, which answers nothing.</summary>
internal sealed class DeafGrains<TGrain>(string call) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is not TGrain || context.InterfaceMethod.Name != call) return context.Invoke();
        context.Result = null;
        return Task.CompletedTask;
    }
}
