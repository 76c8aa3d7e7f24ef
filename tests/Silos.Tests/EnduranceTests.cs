using System.Globalization;
using OrleansMonitor.Silos.Tests.Harness;

namespace OrleansMonitor.Silos.Tests;

/// <summary>
/// Silos are killed, hung, stopped and begun again at random for minutes, while guests crash and are repaired:
/// <c>CHAOS_SEED=7 CHAOS_MINUTES=10 dotnet test --project tests/Silos.Tests -c Release --explicit only --filter-class
/// "*EnduranceTests"</c>;
/// <c>CHAOS_DEEDS=stop</c> leaves out the others.
/// </summary>
[Trait("Run", "OnDemand")]
public sealed class EnduranceTests(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public async Task Whatever_happens_to_silos_nothing_is_lost_or_doubled()
    {
        var seed = Number("CHAOS_SEED", 1);
        var random = new Random(seed);

        // A guest for each round: one that crashes for the third time within an hour is flapping, and its incident stays open.
        await using var monitor = new SiloCluster(new() { Guests = 100 });
        await monitor.InitializeAsync();
        var upkeep = new Upkeep(monitor);
        var deeds = (Environment.GetEnvironmentVariable("CHAOS_DEEDS") ?? "kill,hang,stop").Split(',');
        var gaps = deeds.ToDictionary(deed => deed, _ => TimeSpan.Zero, StringComparer.Ordinal);
        var (began, rounds) = (DateTimeOffset.UtcNow, 0);
        while (DateTimeOffset.UtcNow - began < TimeSpan.FromMinutes(Number("CHAOS_MINUTES", 5)))
        {
            var silo = monitor.Silos[random.Next(monitor.Silos.Count)];
            var deed = deeds[random.Next(deeds.Length)];
            var (from, after) = (DateTimeOffset.UtcNow, monitor.Readers[0].Events.Count);
            await (deed switch { "kill" => silo.Kill(), "stop" => silo.Stop(), _ => Hang(silo) });
            await upkeep.CrashGuests(rounds);
            var gap = await upkeep.LongestGap(from);
            if (gap > gaps[deed]) gaps[deed] = gap;
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                    $"{DateTimeOffset.UtcNow - began:mm\\:ss} {deed} of {silo.Name}: longest gap {gap.TotalSeconds:F1} s"));
            if (deed == "hang")
            {
                silo.Wake();
                await silo.Ended();
            }
            else
            {
                silo.Start();
            }

            await monitor.Whole();
            await upkeep.Repaired(rounds++, after);
            await upkeep.NothingLostNothingDoubled();
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {seed}: {rounds} rounds, {monitor.Readers[0].Events.Count} events; "
                + $"{string.Join(", ", gaps.Select(gap => $"longest gap after a {gap.Key} {gap.Value.TotalSeconds:F1} s"))}"));
        gaps.ShouldAllBe(gap => gap.Value < (gap.Key == "hang" ? Upkeep.LongestGapAfterHang : Upkeep.LongestGapAfterKill));
    }

    private static Task Hang(MemberProcess silo)
    {
        silo.Hang();
        return Task.CompletedTask;
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : otherwise;
}
