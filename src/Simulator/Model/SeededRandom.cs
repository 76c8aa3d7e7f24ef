namespace OrleansMonitor.Simulator.Model;

/// <summary>Deterministic random values: each is a pure function of the seed and its purpose.</summary>
internal static class SeededRandom
{
    public static ulong Mix(ulong seed, ulong a, ulong b = 0)
    {
        var z = seed + (a * 0x9E3779B97F4A7C15UL) + (b * 0xC2B2AE3D27D4EB4FUL) + 0x632BE59BD9B4E019UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public static double Unit(int seed, long a, long b = 0) => (Mix((ulong)seed, (ulong)a, (ulong)b) >> 11) * (1.0 / (1UL << 53));
}
