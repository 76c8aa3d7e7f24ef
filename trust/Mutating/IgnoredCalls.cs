namespace OrleansMonitor.Trust.Mutating;

/// <summary>Makes grains of one kind ignore one call.</summary>
internal sealed class IgnoredCalls<TGrain>(string call) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is not TGrain || context.InterfaceMethod.Name != call) return context.Invoke();
        context.Result = null;
        return Task.CompletedTask;
    }
}
