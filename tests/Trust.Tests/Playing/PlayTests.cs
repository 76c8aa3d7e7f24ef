using System.Globalization;

namespace OrleansMonitor.Trust.Tests.Playing;

public sealed class PlayTests
{
    // TRUST_SEEDS=20 plays more of them.
    private static readonly int Seeds = int.Parse(Environment.GetEnvironmentVariable("TRUST_SEEDS") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_story_that_is_played_twice_gives_the_same()
    {
        var folder = Directory.CreateTempSubdirectory("plays");
        for (var seed = 7; seed < 7 + Seeds; seed++)
        {
            var files = new[] { "first", "second" }.Select(name => Path.Combine(folder.FullName, $"{name}.txt")).ToArray();
            foreach (var file in files) await Play(seed, file);

            var (first, second) = (await File.ReadAllLinesAsync(files[0], TestContext.Current.CancellationToken), await File.ReadAllLinesAsync(files[1], TestContext.Current.CancellationToken));
            first.Length.ShouldBeGreaterThan(100);
            second.ShouldBe(first, $"story {seed}");
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_command_that_there_is_not_is_refused_in_words()
    {
        var (exitCode, _, errors) = await TrustProcess.Run("plai");

        exitCode.ShouldNotBe(0);
        errors.ShouldContain("plai");
    }

    private static async Task Play(int seed, string timeline)
    {
        var (exitCode, output, errors) = await TrustProcess.Run(
            "play", "--seed", seed.ToString(CultureInfo.InvariantCulture), "--profile", "Stress", "--days", "0.2", "--timeline", timeline);
        errors.ShouldBeEmpty();
        exitCode.ShouldBeInRange(0, 1, output);
    }
}
