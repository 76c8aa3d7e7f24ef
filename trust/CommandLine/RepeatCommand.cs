using System.CommandLine;
using System.Globalization;
using OrleansMonitor.Trust.Playing;

namespace OrleansMonitor.Trust.CommandLine;

/// <summary><c>repeat</c>: plays stories twice and compares the results.</summary>
internal static class RepeatCommand
{
    public static Command Make()
    {
        var options = new StoryOptions();
        var command = new Command("repeat", "Plays each story twice; fails where the two plays differ");
        options.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(options, parsed));
        return command;
    }

    private static async Task<int> RunAsync(StoryOptions options, ParseResult parsed)
    {
        var (same, different) = (0, 0);
        foreach (var story in options.Stories(parsed))
        {
            var one = PlayText.Of(await StoryPlayer.PlayAsync(story));
            var other = PlayText.Of(await StoryPlayer.PlayAsync(story));
            if (PlayText.Difference(one, other) is not { } found)
            {
                same++;
                continue;
            }

            different++;
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"seed {story.Seed} ({story.Profile}) differs:\n- {found.One}\n+ {found.Other}"));
        }

        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{same} stories gave the same result twice, {different} did not"));
        return different == 0 ? 0 : 1;
    }
}
