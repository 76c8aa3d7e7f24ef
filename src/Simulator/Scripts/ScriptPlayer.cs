using OrleansMonitor.Simulator.Clusters;
using OrleansMonitor.Simulator.Engine;

namespace OrleansMonitor.Simulator.Scripts;

/// <summary>Plays scripts.</summary>
public static class ScriptPlayer
{
    /// <summary>Starts a script; several may run at once.</summary>
    /// <exception cref="SimulatorScriptException">The script names missing guests or nodes; all are listed.</exception>
    public static void Play(this SimulatedCluster cluster, SimulatorScript script) => cluster.With(state =>
    {
        var steps = script.StepsOfCycle(0, cluster);
        var problems = Missing(state, steps).ToList();
        if (problems.Count > 0) throw new SimulatorScriptException(problems);
        PlayCycle(cluster, state, script, 0, steps);
    });

    private static IEnumerable<string> Missing(ClusterModel state, IReadOnlyList<ScriptStep> steps)
    {
        var created = steps.Select(step => step.Creates).OfType<int>().ToHashSet();
        foreach (var step in steps)
        {
            if (step.Guest is { } vmid && !created.Contains(vmid) && !state.GuestsById.ContainsKey(vmid))
                yield return $"{step.Label}: there is no guest {vmid}";
            if (step.Node is { } node && state.FindNode(node) is null) yield return $"{step.Label}: there is no node '{node}'";
        }
    }

    private static void PlayCycle(SimulatedCluster cluster, ClusterModel state, SimulatorScript script, int cycle,
        IReadOnlyList<ScriptStep> steps)
    {
        foreach (var step in steps) state.After(step.At, () => Run(cluster, state, step));
        if (script.RepeatEvery is { } period)
            state.After(period, () => PlayCycle(cluster, state, script, cycle + 1, script.StepsOfCycle(cycle + 1, cluster)));
    }

    private static void Run(SimulatedCluster cluster, ClusterModel state, ScriptStep step)
    {
        try
        {
            step.Run(cluster);
        }
        catch (Exception error) when (error is KeyNotFoundException or ArgumentException)
        {
            // The target of a step may be gone by then. The script reports it and continues.
            state.Narrate("script-step-failed", $"{step.Label}: {error.Message}");
        }
    }
}
