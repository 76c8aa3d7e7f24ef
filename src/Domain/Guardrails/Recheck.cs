using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>
/// When a repair that came to nothing is looked at again: once anything that bears on it has changed, at the instant that a refusal named,
/// and otherwise after a pause that grows. A refusal may stand for days, and each look costs requests.
/// </summary>
/// <param name="Local">What bore on it then.</param>
/// <param name="LookedAt">When it was looked at.</param>
/// <param name="At">When to look again at the latest.</param>
/// <param name="Pause">The pause until then; zero where a refusal named the instant.</param>
public sealed record Recheck(LocalFacts Local, DateTimeOffset LookedAt, DateTimeOffset At, TimeSpan Pause)
{
    /// <summary>The longest pause.</summary>
    public static TimeSpan LongestPause { get; } = TimeSpan.FromMinutes(10);

    // What somebody wants does not pass within seconds, and to ask whether it did takes more requests than anything else.
    private static readonly TimeSpan WantedPause = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(10);

    /// <summary>Whether to look now.</summary>
    /// <param name="local">What bears on it now.</param>
    /// <param name="now">Now.</param>
    public bool IsDue(LocalFacts local, DateTimeOffset now) =>
        local != Local || now >= At || now < LookedAt; // A clock that was set back must not keep it waiting.

    /// <summary>What follows a look that came to nothing.</summary>
    /// <param name="before">What followed the look before it; null where it was the first.</param>
    /// <param name="local">What bears on it now.</param>
    /// <param name="report">What guardrails said; null where none was asked, since nothing was to be done or it could not be told.</param>
    /// <param name="now">Now.</param>
    /// <param name="settings">The limits.</param>
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
