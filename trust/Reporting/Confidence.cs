namespace OrleansMonitor.Trust.Reporting;

/// <summary>Exact confidence intervals for a rate or a share from counts. Pure.</summary>
public static class Confidence
{
    private const double TooSmall = 1e-12;
    private const int Halvings = 200;

    /// <summary>
    /// The two-sided interval of a Poisson rate (Garwood), in events: for 0 events up to 3.69 at 95 %.
    /// </summary>
    /// <param name="events">The counted events.</param>
    /// <param name="confidence">The confidence, such as 0.95.</param>
    public static (double Low, double High) Poisson(int events, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        var tail = (1 - confidence) / 2;
        var low = events == 0 ? 0 : Root(mean => 1 - AtMost(events - 1, mean), tail, Widest(events));
        return (low, Root(mean => 1 - AtMost(events, mean), 1 - tail, Widest(events)));
    }

    /// <summary>The two-sided interval of a share (Clopper and Pearson).</summary>
    /// <param name="hits">The number of hits.</param>
    /// <param name="trials">The number of trials.</param>
    /// <param name="confidence">The confidence, such as 0.95.</param>
    public static (double Low, double High) Share(int hits, int trials, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, trials);
        if (trials == 0) return (0, 1);
        var tail = (1 - confidence) / 2;
        var low = hits == 0 ? 0 : Root(share => 1 - AtMost(hits - 1, trials, share), tail, 1);
        return (low, hits == trials ? 1 : Root(share => 1 - AtMost(hits, trials, share), 1 - tail, 1));
    }

    private static double Widest(int events) => events + (10 * Math.Sqrt(events + 1)) + 20;

    /// <summary>The argument at which an increasing function reaches a value.</summary>
    private static double Root(Func<double, double> rises, double value, double widest)
    {
        var (low, high) = (0.0, widest);
        for (var halving = 0; halving < Halvings && high - low > TooSmall; halving++)
        {
            var middle = (low + high) / 2;
            if (rises(middle) < value) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>The probability of at most a number of events.</summary>
    private static double AtMost(int events, double mean)
    {
        var (sum, log) = (0.0, -mean);
        for (var count = 0; count <= events; count++)
        {
            sum += Math.Exp(log);
            log += Math.Log(mean) - Math.Log(count + 1);
        }

        return Math.Min(1, sum);
    }

    /// <summary>The probability of at most a number of hits.</summary>
    private static double AtMost(int hits, int trials, double share)
    {
        if (share is <= 0 or >= 1) return share <= 0 ? 1 : 0;
        var (sum, log) = (0.0, trials * Math.Log(1 - share));
        for (var count = 0; count <= hits; count++)
        {
            sum += Math.Exp(log);
            log += Math.Log(trials - count) - Math.Log(count + 1) + Math.Log(share) - Math.Log(1 - share);
        }

        return Math.Min(1, sum);
    }
}
