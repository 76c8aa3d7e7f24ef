using System.Text.Json.Nodes;

namespace OrleansMonitor.Trust.Stories;

/// <summary>Combines chapters to a story in order of time, each as a separate group.</summary>
/// <param name="length">The length of the story; later steps are omitted.</param>
internal sealed class StoryWriter(TimeSpan length)
{
    private static readonly string[] Tags = ["critical", "test", "prod;web", "no-touch"];
    private readonly List<string> _groups = [];
    private readonly List<StoryStep> _steps = [];
    private readonly List<MonitorStep> _life = [];

    /// <summary>The name of each group of steps by its number.</summary>
    public IReadOnlyList<string> Groups => _groups;

    public IReadOnlyList<StoryStep> Steps => [.. _steps.OrderBy(step => step.At)];

    public IReadOnlyList<MonitorStep> Life => [.. _life.OrderBy(step => step.At)];

    /// <summary>Writes the initial steps: HA, tags, start at boot, boot times, and Wake-on-LAN.</summary>
    public void Begin(Plan plan, Chance chance)
    {
        foreach (var guest in plan.Guests.Where(guest => !guest.Template))
        {
            if (guest.Ha) Single("under HA", "ha", "guest", guest.Vmid, ("state", "started"));
            if (chance.Of(0.1)) Single("tagged", "tags", "guest", guest.Vmid, ("tags", chance.Pick(Tags)));
            if (chance.Of(0.05)) Single("starts slowly", "boot-time", "guest", guest.Vmid, ("takes", chance.Seconds(5, 120).ToString("c")));
            if (!chance.Of(0.1)) continue;
            guest.OnBoot = !guest.OnBoot;
            Single("onboot", "onboot", "guest", guest.Vmid, ("onboot", guest.OnBoot));
        }

        foreach (var node in plan.Nodes)
        {
            if (chance.Of(0.4)) Single("cannot be woken", "wake-on-lan", "node", node.Name);
            else if (chance.Of(0.2)) Single("does not wake", "sleep-through", "node", node.Name, ("sleeps", true));
        }
    }

    public void Add(string chapter, Scene scene)
    {
        var group = _groups.Count;
        _groups.Add(chapter);
        _steps.AddRange(scene.Steps.Where(step => step.At <= length)
            .Select(step => new StoryStep(step.At, step.Do, step.Arguments, group)));
        _life.AddRange(scene.Life.Where(step => step.At <= length).Select(step => step with { Group = group }));
    }

    private void Single(string what, string verb, string target, JsonNode name,
        params ReadOnlySpan<(string Name, JsonNode? Value)> arguments)
    {
        var all = new JsonObject { [target] = name };
        foreach (var (argument, value) in arguments) all[argument] = value;
        _steps.Add(new(TimeSpan.Zero, verb, all, _groups.Count));
        _groups.Add(what);
    }
}
