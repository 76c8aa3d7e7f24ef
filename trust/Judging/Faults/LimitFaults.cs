using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Faults;

/// <summary>Figures above a limit that people are told of.</summary>
internal static class LimitFaults
{
    /// <summary>A figure that falls below its limit again before everybody has looked may be told and need not be.</summary>
    private static readonly TimeSpan Glimpse = TimeSpan.FromSeconds(60);

    /// <summary>A step of a ladder of limits.</summary>
    /// <param name="Condition">What it is told as.</param>
    /// <param name="Rules">The names of its rule in the configuration.</param>
    /// <param name="Standard">Above what it is raised and at what it ends by default; null where it is off.</param>
    internal sealed record Step(string Condition, string[] Rules, (double Raise, double Clear)? Standard);

    /// <summary>
    /// One fault for each step, the highest first: it is told by its own condition or a higher one, and is a cause of its own alone. What
    /// stands in between two configurations, or within the jitter of the limit, may be told and need not be.
    /// </summary>
    public static IEnumerable<Fault> Of<T>(
        World world, Line<T> line, Func<T, double?> figure, double jitter, string subject, string entity, Step[] ladder, Func<string,
            string, bool> covers)
        where T : class
    {
        var keys = new List<string>();
        foreach (var step in ladder)
        {
            var key = $"{step.Condition}:{entity}";
            keys.Add(key);
            var limits = world.Settings.Rule(step.Rules, step.Standard, covers);
            if (!limits.Ever) continue;
            var (low, high) = (limits.Lowest, limits.Highest);
            foreach (var span in line.Latched(figure, low.Raise / jitter, low.Clear / jitter).All)
                yield return new(FaultKind.LimitExceeded, $"{subject} above {low.Raise:0.00}", span, [.. keys])
                {
                    Must = false,
                    Causes = [key]
                };
            if (!limits.Always) continue;
            var above = line.When(value => figure(value) > high.Raise * jitter);
            foreach (var span in line.Latched(figure, high.Raise * jitter, high.Clear * jitter).All)
            {
                var seen = above.All.Where(piece => piece.Meets(span) && piece.Length >= Glimpse)
                    .Select(piece => (DateTimeOffset?)piece.From).FirstOrDefault();
                yield return new(FaultKind.LimitExceeded, $"{subject} above {high.Raise:0.00}", span, [.. keys])
                {
                    Causes = [key],
                    Due = seen ?? span.From,
                    Must = seen is not null,
                };
            }
        }
    }
}
