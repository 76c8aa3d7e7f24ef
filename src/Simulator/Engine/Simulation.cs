using OrleansMonitor.Simulator.Changes;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>
/// The only door to the state: takes the lock, brings the state up to the present, lets the caller act, and tells what happened after
/// the lock is released. There are no timers; time passes when somebody looks.
/// </summary>
internal sealed class Simulation(ClusterModel state, TimeProvider time)
{
    private readonly Lock _gate = new();

    // A script's step calls back in while time advances; it must act at its own moment, not at the caller's.
    private int _depth;

    public TimeProvider Time { get; } = time;

    public Action<SimulatedChange>? Changed { get; set; }

    /// <summary>Called after each thing that happened.</summary>
    public Action? Happened { get; set; }

    public T With<T>(Func<ClusterModel, T> act)
    {
        SimulatedChange[] told = [];
        try
        {
            lock (_gate)
            {
                if (_depth > 0) return act(state);
                _depth++;
                try
                {
                    Advance();
                    var done = act(state);
                    Happened?.Invoke();
                    return done;
                }
                finally
                {
                    _depth--;
                    told = state.Narrator.Drain();
                }
            }
        }
        finally
        {
            foreach (var change in told) Changed?.Invoke(change);
        }
    }

    public void With(Action<ClusterModel> act) => With(state =>
    {
        act(state);
        return true;
    });

    private void Advance()
    {
        var now = Time.GetUtcNow().ToUnixTimeMilliseconds();
        while (state.Queue.TryTake(now, out var at, out var action))
        {
            state.Now = Math.Max(state.Now, at);
            action();
            Happened?.Invoke();
        }

        state.Now = Math.Max(state.Now, now);
    }
}
