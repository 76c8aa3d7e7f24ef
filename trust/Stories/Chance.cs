namespace OrleansMonitor.Trust.Stories;

/// <summary>
/// Random values that are the same on every machine and in every version: SplitMix64. <see cref="Split"/> gives each purpose a separate
/// stream, so an additional draw in one does not affect the others.
/// </summary>
/// <param name="seed">The seed.</param>
internal sealed class Chance(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15UL;
    private readonly ulong _seed = seed;
    private ulong _state = seed;

    /// <summary>A stream for one purpose.</summary>
    public Chance Split(string purpose, int number = 0)
    {
        // FNV-1a, because string hash codes differ between processes.
        var hash = 14695981039346656037UL;
        foreach (var letter in purpose) hash = (hash ^ letter) * 1099511628211UL;
        return new(Mix(_seed ^ Mix(hash + (Golden * (ulong)(uint)number))));
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with this probability.</summary>
    public bool Of(double probability) => Unit() < probability;

    /// <summary>Uniform from 0 to below <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(Unit() * count);

    /// <summary>Uniform, both ends included.</summary>
    public int From(int least, int most) => least + Below(most - least + 1);

    /// <summary>Uniform, to three places.</summary>
    public double Ratio(double least, double most) => Math.Round(least + ((most - least) * Unit()), 3);

    /// <summary>
    /// Log-uniform, in whole milliseconds: 1 to 2 minutes is as likely as 1 to 2 hours.
    /// </summary>
    public TimeSpan Lasting(TimeSpan least, TimeSpan most) =>
        TimeSpan.FromMilliseconds(Math.Round(least.TotalMilliseconds * Math.Pow(most / least, Unit())));

    /// <summary>Like <see cref="Lasting"/>, in seconds.</summary>
    public TimeSpan Seconds(double least, double most) => Lasting(TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most));

    /// <summary>Like <see cref="Lasting"/>, in minutes.</summary>
    public TimeSpan Minutes(double least, double most) => Lasting(TimeSpan.FromMinutes(least), TimeSpan.FromMinutes(most));

    /// <summary>The exponential time to the next event, <paramref name="mean"/> on average.</summary>
    public TimeSpan Until(TimeSpan mean) => TimeSpan.FromMilliseconds(Math.Round(-Math.Log(1 - Unit()) * mean.TotalMilliseconds) + 1);

    /// <summary>Picks an element, each with the same probability.</summary>
    public T Pick<T>(IReadOnlyList<T> list) => list[Below(list.Count)];

    /// <summary>Picks an element with a probability proportional to its weight.</summary>
    public T Weighted<T>(params ReadOnlySpan<(double Weight, T Value)> list)
    {
        var total = 0.0;
        foreach (var (weight, _) in list) total += weight;
        var at = Unit() * total;
        foreach (var (weight, value) in list)
        {
            if ((at -= weight) < 0) return value;
        }

        return list[^1].Value;
    }

    private ulong Next() => Mix(_state += Golden);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
