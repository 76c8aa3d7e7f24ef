using OrleansMonitor.Trust.Trials;

namespace OrleansMonitor.Trust.Tests.Playing;

/// <summary>
/// Stories by seed, judged against what truly happened. The generator changes what a seed tells: a story that fails is kept as a scenario
/// besides.
/// </summary>
public sealed class KnownStoriesTests
{
    [Fact]
    public async Task The_monitor_is_right_about_stories_that_are_known()
    {
        var stories = (await File.ReadAllLinesAsync(
            Path.Combine(AppContext.BaseDirectory, "Playing", "known-stories.txt"), TestContext.Current.CancellationToken))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ')).ToList();
        stories.ShouldNotBeEmpty();

        await Parallel.ForEachAsync(stories, TestContext.Current.CancellationToken, async (story, _) =>
        {
            var (exitCode, output, errors) =
                await TrustProcess.Run("worker", "--profile", story[0], "--seeds", story[1], "--days", story[2]);

            exitCode.ShouldBe(0, errors);
            var verdict = Verdict.Read(output.Trim()).ShouldNotBeNull(output);
            verdict.Problem.ShouldBeNull();
            verdict.Judgement!.Findings.ShouldBeEmpty($"story {string.Join(' ', story)}");
        });
    }
}
