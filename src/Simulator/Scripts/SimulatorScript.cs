using OrleansMonitor.Simulator.Clusters;


namespace OrleansMonitor.Simulator.Scripts;

/// <summary>An invalid script; <see cref="Problems"/> lists all problems.</summary>
public sealed class SimulatorScriptException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>All problems, each as a sentence that names its step.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}

/// <summary>
/// Timed steps to play on a simulated cluster: a JSON list <c>[{ "at": "00:00:05", "do": "kill", "guest": 101 }, …]</c>, or an object
/// <c>{ "repeatEvery": "00:05:00", "steps": […] }</c>. <c>GET /sim</c> lists the actions. A step may also have a <c>note</c> for readers,
/// and <c>crash</c> (true, false or a number), the expected result for tests of a monitor. Neither changes what happens.
/// </summary>
public sealed class SimulatorScript
{
    internal SimulatorScript(TimeSpan? repeatEvery, Func<int, SimulatedCluster, IReadOnlyList<ScriptStep>> stepsOfCycle)
    {
        RepeatEvery = repeatEvery;
        StepsOfCycle = stepsOfCycle;
    }

    /// <summary>The time between two cycles; null plays once.</summary>
    public TimeSpan? RepeatEvery { get; }

    internal Func<int, SimulatedCluster, IReadOnlyList<ScriptStep>> StepsOfCycle { get; }

    /// <summary>Reads a script from a file.</summary>
    /// <exception cref="SimulatorScriptException">The file cannot be read or has problems; all are listed.</exception>
    public static SimulatorScript Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SimulatorScriptException([$"cannot read '{path}': {error.Message}"]);
        }
    }

    /// <summary>Reads a script from its JSON.</summary>
    /// <exception cref="SimulatorScriptException">It has problems; all are listed.</exception>
    public static SimulatorScript Parse(string json)
    {
        var (steps, repeatEvery, problems) = ScriptParser.Parse(json);
        return problems.Count == 0 ? new(repeatEvery, (_, _) => steps) : throw new SimulatorScriptException(problems);
    }
}
