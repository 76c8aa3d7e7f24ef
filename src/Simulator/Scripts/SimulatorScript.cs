using OrleansMonitor.Simulator.Clusters;


namespace OrleansMonitor.Simulator.Scripts;

/// <summary>A script that cannot be used; <see cref="Problems"/> names everything that is wrong with it.</summary>
public sealed class SimulatorScriptException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>Every problem, each a sentence that names its step.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}

/// <summary>
/// Timed steps to play on a simulated cluster: a JSON list <c>[{ "at": "00:00:05", "do": "kill", "guest": 101 }, …]</c>, or an object
/// <c>{ "repeatEvery": "00:05:00", "steps": […] }</c>. <c>GET /sim</c> lists what can be done. A step may also have a <c>note</c> for
/// readers, and <c>crash</c> (true, false or a number), which says whether it truly is a crash: the answer by which a monitor is judged.
/// Neither changes what happens.
/// </summary>
public sealed class SimulatorScript
{
    internal SimulatorScript(TimeSpan? repeatEvery, Func<int, SimulatedCluster, IReadOnlyList<ScriptStep>> stepsOfCycle)
    {
        RepeatEvery = repeatEvery;
        StepsOfCycle = stepsOfCycle;
    }

    /// <summary>Time from one beginning to the next; null plays once.</summary>
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
