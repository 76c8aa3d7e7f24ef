namespace OrleansMonitor.Trust.Tests.Playing;

public sealed class PlayTests
{
    // TRUST_SEEDS=20 plays more of them.
    private static readonly string Seeds = Environment.GetEnvironmentVariable("TRUST_SEEDS") ?? "2";

    [Fact]
    public async Task A_story_that_is_played_twice_gives_the_same()
    {
        var (exitCode, output, errors) =
            await TrustProcess.Run("repeat", "--seed", "7", "--seeds", Seeds, "--profile", "Stress", "--days", "0.1");

        errors.ShouldBeEmpty();
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task A_command_that_there_is_not_is_refused_in_words()
    {
        var (exitCode, _, errors) = await TrustProcess.Run("plai");

        exitCode.ShouldNotBe(0);
        errors.ShouldContain("plai");
    }
}
