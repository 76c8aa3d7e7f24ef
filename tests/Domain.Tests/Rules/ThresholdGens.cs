namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>Random ladders and samples; samples prefer the edges, where decisions turn.</summary>
internal static class ThresholdGens
{
    public static readonly Gen<ThresholdLadder> Instant = Gen.Select(Gen.Int[50, 89], Gen.Int[0, 9], Gen.Int[1, 10], Gen.Int[0, 9])
        .Select((high, gap, step, harderGap) => Given.LadderOf(
            Given.Critical with { RaiseAt = (high + step) / 100.0, ClearAt = (high + step - harderGap) / 100.0 },
            Given.High with { RaiseAt = high / 100.0, ClearAt = (high - gap) / 100.0 }));

    public static readonly Gen<ThresholdLadder> Holding =
        Gen.Select(Instant, Gen.Int[1, 3], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[1, 3])
            .Select((ladder, samples, ticks, keep, milderSamples) => Given.LadderOf(
                ladder.Rules[0] with { ForSamples = samples, For = Ticks(ticks), KeepFiringFor = Ticks(keep) },
                ladder.Rules[1] with { ForSamples = milderSamples, For = Ticks(keep), KeepFiringFor = Ticks(ticks) }));

    public static readonly Gen<ThresholdLadder> Any = Gen.OneOf(Instant, Holding);

    /// <summary>Shares in whole percent, so that they often meet an edge exactly; one in six is missing.</summary>
    public static readonly Gen<double?> Share = Gen.Frequency(
        (5, Gen.Int[35, 105].Select(percent => (double?)(percent / 100.0))),
        (1, Gen.Const((double?)null)));

    public static readonly Gen<double?[]> Shares = Share.Array[1, 40];

    public const double Tick = 12;

    private static TimeSpan Ticks(int count) => TimeSpan.FromSeconds(count * Tick);
}
