using System.Text.Json.Nodes;

namespace OrleansMonitor.Trust.Stories;

/// <summary>Puts chapters together to a story, each a group of its own, in order of time.</summary>
/// <param name="length">What would come later is left out.</param>
internal sealed class StoryWriter(TimeSpan length)
{
    private static readonly string[] Tags = ["critical", "test", "prod;web", "no-touch"];
    private readonly List<string> _groups = [];
    private readonly List<StoryStep> _steps = [];
    private readonly List<MonitorStep> _life = [];

    /// <summary>What each group of steps is, by number.</summary>
    public IReadOnlyList<string> Groups => _groups;

    public IReadOnlyList<StoryStep> Steps => [.. _steps.OrderBy(step => step.At)];

    public IReadOnlyList<MonitorStep> Life => [.. _life.OrderBy(step => step.At)];

    /// <summary>What is so from the beginning: HA, and people's habits with tags and the start at boot.</summary>
    public void Begin(Estate estate, Chance chance)
    {
        foreach (var vmid in estate.HaGuests) Single("under HA", "ha", vmid, ("state", "started"));
        foreach (var guest in estate.Guests.Where(guest => !guest.Template))
        {
            if (chance.Of(0.1)) Single("tagged", "tags", guest.Vmid, ("tags", chance.Pick(Tags)));
        }
    }

    public void Add(string chapter, Scene scene)
    {
        var group = _groups.Count;
        _groups.Add(chapter);
        _steps.AddRange(scene.Steps.Where(step => step.At <= length).Select(step => new StoryStep(step.At, step.Do, step.Arguments, group)));
        _life.AddRange(scene.Life.Where(step => step.At <= length).Select(step => step with { Group = group }));
    }

    private void Single(string what, string verb, int vmid, (string Name, JsonNode? Value) argument)
    {
        _steps.Add(new(TimeSpan.Zero, verb, new() { ["guest"] = vmid, [argument.Name] = argument.Value }, _groups.Count));
        _groups.Add(what);
    }
}
