using System.CommandLine;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.CommandLine;

/// <summary>The stories of a command, made from consecutive seeds.</summary>
internal sealed class StoryOptions
{
    private readonly Option<ulong> _seed = new("--seed") { Description = "The first seed", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _seeds = new("--seeds") { Description = "How many seeds", DefaultValueFactory = _ => 1 };
    private readonly Option<StoryProfile> _profile =
        new("--profile") { Description = "How often things happen", DefaultValueFactory = _ => StoryProfile.Stress };
    private readonly Option<double> _days = new("--days") { Description = "How long each story is", DefaultValueFactory = _ => 0.25 };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_seed, _seeds, _profile, _days]) command.Options.Add(option);
    }

    public IEnumerable<Story> Stories(ParseResult parsed)
    {
        var first = parsed.GetValue(_seed);
        for (var number = 0; number < parsed.GetValue(_seeds); number++)
            yield return StoryGenerator.Generate(
                first + (ulong)number, parsed.GetValue(_profile), TimeSpan.FromDays(parsed.GetValue(_days)));
    }
}
