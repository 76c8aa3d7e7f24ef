using OrleansMonitor.Simulator.Actions;
using OrleansMonitor.Simulator.Clusters;

namespace OrleansMonitor.Simulator.Scripts;

/// <summary>A step of a script: the time since the start of its cycle, and the action.</summary>
internal sealed record ScriptStep(TimeSpan At, string Label, Action<SimulatedCluster> Run)
{
    public int? Guest { get; init; }
    public string? Node { get; init; }

    /// <summary>The guest that it creates.</summary>
    public int? Creates { get; init; }

    public static ScriptStep Of(TimeSpan at, ControlAction action, System.Text.Json.JsonElement arguments)
    {
        var to = new ControlArguments(arguments);
        return new(at, $"{action.Name} at {at:c}", cluster => action.Run(cluster, to))
        {
            Guest = action.Target == ControlTarget.Guest ? to.Guest : null,
            Node = action.Target == ControlTarget.Node ? to.Node : to.OptionalText("target") ?? to.OptionalText("on"),
            Creates = action.Name switch { "create" => to.Guest, "clone" => (int)to.Number("copy")!.Value, _ => null },
        };
    }
}
