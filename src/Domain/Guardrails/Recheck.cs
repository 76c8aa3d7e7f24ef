using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>
/// When a repair that could not proceed is checked again: as soon as a relevant fact has changed, or at the instant that a refusal named,
/// or otherwise after a growing pause. A refusal can last for days, and each check costs requests.
/// </summary>
/// <param name="Local">The relevant facts at the last check.</param>
/// <param name="LookedAt">When the last check took place.</param>
/// <param name="At">When to check again at the latest.</param>
/// <param name="Pause">The pause between <paramref name="LookedAt"/> and <paramref name="At"/>; zero if a refusal named the
/// instant.</param>
public sealed record Recheck(LocalFacts Local, DateTimeOffset LookedAt, DateTimeOffset At, TimeSpan Pause)
{
    /// <summary>The longest pause.</summary>
    public static TimeSpan LongestPause { get; } = TimeSpan.FromMinutes(10);

    // People do not change their intentions within seconds, and this check takes more requests than any other.
    private static readonly TimeSpan WantedPause = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(10);

    /// <summary>Whether the repair should be checked now.</summary>
    /// <param name="local">The relevant facts now.</param>
    /// <param name="now">The current time.</param>
    public bool IsDue(LocalFacts local, DateTimeOffset now) =>
        local != Local || now >= At || now < LookedAt; // A clock that was set back must not delay the check.

    /// <summary>Schedules the next check after one that did not let the repair proceed.</summary>
    /// <param name="before">The schedule before that check; null if it was the first check.</param>
    /// <param name="local">The relevant facts now.</param>
    /// <param name="report">The guardrails' verdicts; null if none was evaluated because nothing needed repair or that could not be
    /// determined.</param>
    /// <param name="now">The current time.</param>
    /// <param name="settings">The configured limits.</param>
    public static Recheck After(Recheck? before, LocalFacts local, GuardrailReport? report, DateTimeOffset now, GuardrailSettings settings)
    {
        if (report?.AskAgainAt is { } named && named > now) return new(local, now, named, TimeSpan.Zero);
        var wanted = report?.Lasting?.Name == GuardrailCatalog.OnPurposeName && report.Denies(GuardrailCatalog.OnPurposeName);
        var first = wanted ? WantedPause : Max(settings.AskAgainAfter, ShortestPause);
        var same = before is not null && before.Local with { Rows = local.Rows } == local && before.Pause > TimeSpan.Zero;
        var pause = same ? Min(before!.Pause * 2, LongestPause) : Min(first, LongestPause);
        return new(local, now, now + pause, pause);
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
