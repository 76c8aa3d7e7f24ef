namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>Makes chosen calls to grains throw or hang, in every place where grains are called.</summary>
internal sealed class BreakingCalls : IOutgoingGrainCallFilter
{
    private readonly Lock _gate = new();
    private readonly List<(Type Grain, string Method, string? Key, Task? Hang)> _rules = [];
    private readonly List<Task> _hanging = [];
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many calls broke.</summary>
    public int Broken { get; private set; }

    /// <summary>Calls of the method throw, before the grain hears of them.</summary>
    public void Throw<TGrain>(string method, string? key = null) => Add(typeof(TGrain), method, key, null);

    /// <summary>Calls of the method hang until <see cref="Release"/>, before the grain hears of them.</summary>
    public void Hang<TGrain>(string method, string? key = null) => Add(typeof(TGrain), method, key, _released.Task);

    /// <summary>Calls of the method throw or hang.</summary>
    public void Break(Type grain, string method, bool hang) => Add(grain, method, null, hang ? _released.Task : null);

    /// <summary>All works again; ends when calls that hung have ended.</summary>
    public async Task<bool> Release()
    {
        Task[] hanging;
        lock (_gate)
        {
            _rules.Clear();
            hanging = [.. _hanging];
            _hanging.Clear();
        }

        _released.TrySetResult();
        _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAll(hanging);
        return true;
    }

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        foreach (var (_, _, _, hang) in Matching(context))
        {
            Broken++;
            if (hang is null) throw new InvalidOperationException($"{context.InterfaceMethod.Name} is broken by the test");
            await Late(context, hang);
            return;
        }

        await context.Invoke();
    }

    private async Task Late(IOutgoingGrainCallContext context, Task hang)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate) _hanging.Add(ended.Task);
        try
        {
            await hang;
            await context.Invoke();
        }
        finally
        {
            ended.SetResult();
        }
    }

    private void Add(Type grain, string method, string? key, Task? hang)
    {
        lock (_gate) _rules.Add((grain, method, key, hang));
    }

    private (Type Grain, string Method, string? Key, Task? Hang)[] Matching(IOutgoingGrainCallContext context)
    {
        lock (_gate)
        {
            return [.. _rules.Where(
                rule => rule.Method == context.InterfaceMethod.Name && rule.Grain == context.InterfaceMethod.DeclaringType
                && (rule.Key is null || context.TargetId.Key.ToString() == rule.Key))];
        }
    }
}
