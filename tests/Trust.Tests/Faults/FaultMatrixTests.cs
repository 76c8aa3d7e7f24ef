using System.Globalization;

namespace OrleansMonitor.Trust.Tests.Faults;

public sealed class FaultMatrixTests
{
    [Fact]
    public async Task A_crash_is_published_within_two_ticks_or_the_monitor_calls_itself_blind_whatever_call_is_faulty()
    {
        var parts = Math.Max(1, Environment.ProcessorCount);
        var runs = await Task.WhenAll(Enumerable.Range(1, parts).Select(part =>
            TrustProcess.Run(
            "faults", "--part", part.ToString(CultureInfo.InvariantCulture), "--of", parts.ToString(CultureInfo.InvariantCulture))));

        foreach (var (exitCode, output, errors) in runs)
        {
            errors.ShouldBeEmpty(output[^Math.Min(output.Length, 2000)..]);
            exitCode.ShouldBe(0);
            output.ShouldContain("Hangs: told after");
        }
    }

    [Fact]
    public async Task A_part_that_there_is_not_is_refused_in_words()
    {
        var (exitCode, _, errors) = await TrustProcess.Run("faults", "--part", "3", "--of", "2");

        exitCode.ShouldBe(2);
        errors.ShouldContain("--part must be between 1 and --of, but is 3 of 2");
    }
}
