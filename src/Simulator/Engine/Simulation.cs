using OrleansMonitor.Simulator.Changes;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>
/// The only access to the state: takes the lock, advances the state to the present, runs the caller's action, and publishes the changes
/// after the lock is released. There are no timers; time passes on access.
/// </summary>
internal sealed class Simulation(ClusterModel state, TimeProvider time)
{
    private readonly Lock _gate = new();

    // A script's step calls back while time advances. It must act at its own time, not at the caller's.
    private int _depth;

    public TimeProvider Time { get; } = time;

    public Action<SimulatedChange>? Changed { get; set; }

    /// <summary>Called after each event.</summary>
    public Action? Happened { get; set; }

    public T With<T>(Func<ClusterModel, T> act)
    {
        SimulatedChange[] changes = [];
        try
        {
            lock (_gate)
            {
                if (_depth > 0) return act(state);
                _depth++;
                try
                {
                    Advance();
                    var result = act(state);
                    Happened?.Invoke();
                    return result;
                }
                finally
                {
                    _depth--;
                    changes = state.Narrator.Drain();
                }
            }
        }
        finally
        {
            foreach (var change in changes) Changed?.Invoke(change);
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
