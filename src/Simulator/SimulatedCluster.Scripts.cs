using OrleansMonitor.Simulator.Engine;
using OrleansMonitor.Simulator.Model;
using OrleansMonitor.Simulator.Scripts;

namespace OrleansMonitor.Simulator;

/// <content>Playing scripts.</content>
public sealed partial class SimulatedCluster
{
    /// <summary>Starts to play a script from now on; several may play at once.</summary>
    /// <exception cref="SimulatorScriptException">The script names guests or nodes that this cluster does not have; all are
    /// listed.</exception>
    public void Play(SimulatorScript script) => _simulation.With(state =>
    {
        var steps = script.StepsOfCycle(0, this);
        var problems = Missing(state, steps).ToList();
        if (problems.Count > 0) throw new SimulatorScriptException(problems);
        PlayCycle(state, script, 0, steps);
    });

    private static IEnumerable<string> Missing(ClusterState state, IReadOnlyList<ScriptStep> steps)
    {
        var created = steps.Select(step => step.Creates).OfType<int>().ToHashSet();
        foreach (var step in steps)
        {
            if (step.Guest is { } vmid && !created.Contains(vmid) && !state.GuestsById.ContainsKey(vmid))
                yield return $"{step.Label}: there is no guest {vmid}";
            if (step.Node is { } node && state.FindNode(node) is null) yield return $"{step.Label}: there is no node '{node}'";
        }
    }

    private void PlayCycle(ClusterState state, SimulatorScript script, int cycle, IReadOnlyList<ScriptStep> steps)
    {
        foreach (var step in steps) state.After(step.At, () => Run(state, step));
        if (script.RepeatEvery is { } period)
            state.After(period, () => PlayCycle(state, script, cycle + 1, script.StepsOfCycle(cycle + 1, this)));
    }

    private void Run(ClusterState state, ScriptStep step)
    {
        try
        {
            step.Run(this);
        }
        catch (Exception error) when (error is KeyNotFoundException or ArgumentException)
        {
            // What a step was about may be gone by then; the story goes on, and says so.
            state.Tell("script-step-failed", $"{step.Label}: {error.Message}");
        }
    }

    internal void EnsureRunning(int vmid, string user) => OnGuest(vmid, guest =>
    {
        Powered(guest.Node);
        if (guest.State == RunState.Stopped) _machinery.Guests.Start(guest, user);
        else if (guest.State != RunState.Running) _machinery.Guests.SetRunState(guest, RunState.Running);
    });
}
