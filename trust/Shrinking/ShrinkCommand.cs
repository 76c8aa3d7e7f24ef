using System.CommandLine;
using System.Globalization;
using OrleansMonitor.Trust.CommandLine;

namespace OrleansMonitor.Trust.Shrinking;

/// <summary><c>shrink</c>: makes a small scenario of each story with findings.</summary>
internal static class ShrinkCommand
{
    private static readonly Option<DirectoryInfo> Out =
        new("--out") { Description = "The folder below which each scenario gets its own", Required = true };
    private static readonly Option<int> Most =
        new("--plays") { Description = "How many plays a story may take", DefaultValueFactory = _ => 200 };

    public static Command Make()
    {
        var options = new StoryOptions();
        var command = new Command(
            "shrink", "Cuts down stories that the monitor is wrong about, as far as it still is, and writes each as a scenario") {
                Out, Most };
        options.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            foreach (var story in options.Stories(parsed))
            {
                FormattableString text = await StoryShrinking.WriteAsync(
                    story, null, parsed.GetValue(Out)!.FullName, parsed.GetValue(Most)) is var (folder, steps, plays)
                    ? $"{story.Seed}: {story.Steps.Count + story.Life.Count} steps cut down to {steps} in {plays} plays: {folder}"
                    : (FormattableString)$"{story.Seed}: nothing is wrong with it";
                await Console.Out.WriteLineAsync(text.ToString(CultureInfo.InvariantCulture));
            }

            return 0;
        });
        return command;
    }
}
