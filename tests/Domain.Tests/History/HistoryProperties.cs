using OrleansMonitor.Domain.History;

namespace OrleansMonitor.Domain.Tests.History;

/// <summary>What holds for any samples, whatever blocks they come in.</summary>
public sealed class HistoryProperties
{
    private const long Day = 1_772_323_200;
    private const int MinutesPerDay = 1440;
    private static readonly EntityId Guest = EntityId.Of(Given.Guest);

    private static readonly Gen<HistoryMetric> Metric = Gen.Int[0, HistoryMetrics.Count - 1].Select(metric => (HistoryMetric)metric);

    private static readonly Gen<HistoryBucket> Bucket = Gen.Double[0, 100].Array[0, 6]
        .Select(samples => samples.Aggregate(default(HistoryBucket), (bucket, sample) => bucket.Add(sample)));

    private static readonly Gen<PackedBucket> Packed = Gen.Select(Gen.Int[0, 3], Gen.UShort[0, 960], Gen.UShort[0, 960], Gen.UShort[1, 9])
        .Select((gap, one, other, samples) => gap == 0 ? default : new PackedBucket(Math.Min(one, other), Math.Max(one, other), samples));

    /// <summary>Blocks of minutes that may overlap.</summary>
    private static readonly Gen<HistoryBlock[]> Blocks = Gen.Select(Gen.Int[0, MinutesPerDay - 1], Metric, Packed.Array[1, 10])
        .Select((minute, metric, column) => Block(Day + (minute * 60), metric, column)).Array[1, 12];

    [Fact]
    public void The_average_of_averages_weighted_by_samples_is_the_average_and_the_maximum_is_kept() =>
        Gen.Double[0, 1000].Array[1, 40].Array[1, 8].Sample(steps =>
        {
            var all = steps.SelectMany(step => step).ToList();
            var together = steps.Select(Of).Aggregate(default(HistoryBucket), (sum, step) => sum.Add(step));

            together.Samples.ShouldBe(all.Count);
            together.Average!.Value.ShouldBe(all.Average(), 1e-6);
            together.Peak.ShouldBe(all.Max());
        });

    [Fact]
    public void The_order_in_which_buckets_are_added_does_not_matter() =>
        Gen.Select(Bucket.Array[0, 10], Gen.Int).Sample((buckets, seed) =>
        {
            var shuffled = buckets.OrderBy(bucket => HashCode.Combine(seed, bucket)).ToArray();
            var (one, other) = (Sum(buckets), Sum(shuffled));
            (one.Samples, one.Peak).ShouldBe((other.Samples, other.Peak));
            (one.Average ?? 0).ShouldBe(other.Average ?? 0, 1e-9);
        });

    [Fact]
    public void A_value_is_off_by_at_most_half_a_step() =>
        Gen.Select(Metric, Gen.Double[0, 50]).Sample((metric, power) =>
        {
            var value = HistoryMetrics.UnitOf(metric) == HistoryUnit.Ratio ? power : Math.Pow(2, power);
            var code = HistoryScale.Encode(metric, value);
            Math.Abs(HistoryScale.Decode(metric, code) - value).ShouldBeLessThanOrEqualTo(HistoryScale.ErrorOf(metric, value) * 1.000001);
        });

    [Fact]
    public void A_block_comes_back_as_it_was_encoded() => Blocks.Sample(blocks =>
    {
        foreach (var block in blocks)
        {
            var back = HistoryCodec.Decode(Given.Lab, HistoryCodec.Encode(block)).ShouldNotBeNull();
            (back.Resolution, back.Start, back.Length).ShouldBe((block.Resolution, block.Start, block.Length));
            foreach (var metric in Enum.GetValues<HistoryMetric>())
                back.Series.GetValueOrDefault(Guest)?[metric].ShouldBe(block.Series[Guest][metric]);
        }
    });

    [Fact]
    public void A_damaged_block_is_none_or_another_and_never_an_error() =>
        Gen.Select(Blocks, Gen.Int[0, 10_000], Gen.Byte).Sample((blocks, place, value) =>
        {
            var payload = HistoryCodec.Encode(blocks[0]);
            payload[place % payload.Length] = value;
            HistoryCodec.Decode(Given.Lab, payload);
            HistoryCodec.Decode(Given.Lab, payload.AsSpan(0, place % payload.Length)).ShouldBeNull();
        });

    [Fact]
    public void Hours_and_days_have_the_samples_of_their_minutes_in_any_order_and_gaps_stay_gaps() =>
        Gen.Select(Blocks, Gen.Int).Sample((blocks, seed) =>
        {
            var (hours, day) = RollUp.Of(Day, blocks.OrderBy(block => HashCode.Combine(seed, block.Start, block.Length)));
            foreach (var metric in Enum.GetValues<HistoryMetric>())
            {
                var minutes = Minutes(blocks, metric);
                for (var hour = 0; hour < 24; hour++)
                    Matches(hours.Series.GetValueOrDefault(Guest)?[metric]?[hour], minutes.Where(minute => minute.Hour == hour), metric);
                Matches(day.Series.GetValueOrDefault(Guest)?[metric]?[0], minutes.Where(minute => minute.Hour < 24), metric);
            }
        });

    private static void Matches(PackedBucket? found, IEnumerable<(int Hour, HistoryBucket Bucket)> minutes, HistoryMetric metric)
    {
        var expected = Sum(minutes.Select(minute => minute.Bucket));
        var bucket = found?.Unpack(metric) ?? default;
        bucket.Samples.ShouldBe(expected.Samples);
        if (expected.Samples == 0) return;
        var (average, peak) = (expected.Average!.Value, expected.Peak!.Value);
        bucket.Average!.Value.ShouldBe(average, HistoryScale.ErrorOf(metric, average) * 1.01);
        bucket.Peak!.Value.ShouldBe(peak, HistoryScale.ErrorOf(metric, peak) * 1.01);
    }

    private static List<(int Hour, HistoryBucket Bucket)> Minutes(IEnumerable<HistoryBlock> blocks, HistoryMetric metric) =>
    [
        .. from block in blocks
           let column = block.Series[Guest][metric]
           where column is not null
           from at in Enumerable.Range(0, column.Length)
           select ((int)((block.Start + (at * 60) - Day) / 3600), column[at].Unpack(metric)),
    ];

    private static HistoryBlock Block(long start, HistoryMetric metric, PackedBucket[] column)
    {
        var series = new HistorySeries(column.Length);
        series.Set(metric, column);
        return new(HistoryResolution.Minutes, start, column.Length, new Dictionary<EntityId, HistorySeries> { [Guest] = series });
    }

    private static HistoryBucket Of(double[] samples) => samples.Aggregate(default(HistoryBucket), (bucket, sample) => bucket.Add(sample));

    private static HistoryBucket Sum(IEnumerable<HistoryBucket> buckets) =>
        buckets.Aggregate(default(HistoryBucket), (sum, bucket) => sum.Add(bucket));
}
