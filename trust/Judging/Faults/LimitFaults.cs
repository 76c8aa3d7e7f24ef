using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>Values above a configured limit.</summary>
internal static class LimitFaults
{
    /// <summary>A value above its limit for a shorter time may be reported but need not be.</summary>
    private static readonly TimeSpan Glimpse = TimeSpan.FromSeconds(60);

    /// <summary>A step of a threshold ladder.</summary>
    /// <param name="Condition">The condition that reports it.</param>
    /// <param name="Rules">The names of its rule in the configuration.</param>
    /// <param name="Standard">The default limits to raise and to clear it; null if it is off by default.</param>
    internal sealed record LimitStep(string Condition, string[] Rules, (double Raise, double Clear)? Standard);

    /// <summary>
    /// One fault per step, the highest first. It may be reported by its own condition or a higher one, and causes only its own. A value
    /// between the limits of two configurations, or within the jitter of a limit, may be reported but need not be.
    /// </summary>
    public static IEnumerable<Fault> Of<T>(
        World world, Timeline<T> line, Func<T, double?> figure, double jitter, string subject, string entity, LimitStep[] ladder,
        Func<string, string, bool> covers)
        where T : class
    {
        var keys = new List<string>();
        foreach (var step in ladder)
        {
            var key = $"{step.Condition}:{entity}";
            keys.Add(key);
            var limits = world.Settings.Rule(step.Rules, step.Standard, covers);
            if (!limits.IsEverOn) continue;
            var (low, high) = (limits.Lowest, limits.Highest);
            foreach (var span in line.Latched(figure, low.Raise / jitter, low.Clear / jitter).All)
                yield return new(FaultKind.LimitExceeded, $"{subject} above {low.Raise:0.00}", span, [.. keys])
                {
                    MustReport = false,
                    Causes = [key]
                };
            if (!limits.IsAlwaysOn) continue;
            var above = line.When(value => figure(value) > high.Raise * jitter);
            foreach (var span in line.Latched(figure, high.Raise * jitter, high.Clear * jitter).All)
            {
                var seen = above.All.Where(piece => piece.Meets(span) && piece.Length >= Glimpse)
                    .Select(piece => (DateTimeOffset?)piece.From).FirstOrDefault();
                yield return new(FaultKind.LimitExceeded, $"{subject} above {high.Raise:0.00}", span, [.. keys])
                {
                    Causes = [key],
                    Due = seen ?? span.From,
                    MustReport = seen is not null,
                };
            }
        }
    }
}
