using System.CommandLine;
using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Mutating;
using OrleansMonitor.Trust.Playing;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Trials;

/// <summary><c>worker</c>: plays the stories of some seeds one after the other and writes one JSON line for each.</summary>
internal static class WorkerCommand
{
    private static readonly Option<ulong[]> Seeds =
        new("--seeds") { Description = "The seeds", AllowMultipleArgumentsPerToken = true, Required = true };
    private static readonly Option<StoryProfile> Profile =
        new("--profile") { Description = "How often things happen", DefaultValueFactory = _ => StoryProfile.Real };
    private static readonly Option<double> Days = new("--days") { Description = "How long each story is", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> Without =
        new("--without") { Description = "A rule that the monitor lacks, such as VM_CRASHED or cause:backup" };

    public static Command Make()
    {
        var command = new Command(
            "worker", "Plays stories by seed and writes what each came to as a line of JSON") { Seeds, Profile, Days, Without };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(Seeds)!, parsed.GetValue(Profile), TimeSpan.FromDays(parsed.GetValue(Days)),
            parsed.GetValue(Without) is { } rule ? Mutations.Without(rule) : Mutation.None));
        return command;
    }

    private static async Task<int> RunAsync(ulong[] seeds, StoryProfile profile, TimeSpan length, Mutation mutation)
    {
        WorkerProcess.EndWithParent();
        foreach (var seed in seeds)
        {
            var verdict = await PlayAsync(seed, profile, length, mutation);
            await Console.Out.WriteLineAsync(verdict.ToLine());
            await Console.Out.FlushAsync();
        }

        return 0;
    }

    private static async Task<Verdict> PlayAsync(ulong seed, StoryProfile profile, TimeSpan length, Mutation mutation)
    {
        try
        {
            var play = await StoryPlayer.PlayAsync(StoryGenerator.Generate(seed, profile, length), mutation);
            return new(seed, profile, length, Judge.Of(play, Bounds.Documented), play.Cost, null);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return new(seed, profile, length, null, null, problem.ToString());
        }
    }
}
