using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Trials;

/// <summary>
/// Whether the judge finds monitors that lack a rule: each is played until a story goes wrong that goes right with the whole monitor, or
/// goes wrong in other ways.
/// </summary>
/// <param name="profile">The profile.</param>
/// <param name="length">How long each story is.</param>
/// <param name="seeds">The seeds of the stories that may be played, in their order.</param>
public sealed class Bite(StoryProfile profile, TimeSpan length, IReadOnlyList<ulong> seeds)
{
    // Few enough that little is played for nothing once it is found.
    private const int StoriesAtOnce = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Lazy<Verdict>> _whole = [];

    /// <summary>
    /// Plays monitors that lack a rule each, on several processes. Blocks until all are found or their stories are used up.
    /// </summary>
    /// <param name="rules">The rules.</param>
    /// <param name="workers">How many processes.</param>
    /// <param name="done">Called with each as it is found, or not; one at a time.</param>
    public void Play(IReadOnlyList<string> rules, int workers, Action<Bitten> done)
    {
        var left = new Queue<string>(rules);
        var threads = Enumerable.Range(0, workers).Select(_ => new Thread(() =>
        {
            while (Next() is { } rule)
            {
                var bitten = Find(rule);
                lock (left) done(bitten);
            }
        })).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();

        string? Next()
        {
            lock (left) return left.TryDequeue(out var rule) ? rule : null;
        }
    }

    private Bitten Find(string rule)
    {
        var played = 0;
        foreach (var some in seeds.Chunk(StoriesAtOnce))
        {
            foreach (var verdict in Play(some, rule))
            {
                played++;
                if (Difference(verdict) is { } found) return new(rule, played, length, verdict.Seed, found);
            }
        }

        return new(rule, played, length, null, null);
    }

    private string? Difference(Verdict verdict)
    {
        if (verdict.IsRight) return null;
        var whole = Whole(verdict.Seed);
        if (verdict.Judgement is not { } evaluation) return whole.Judgement is null ? null : "the play broke off";
        var known = (whole.Judgement?.Findings ?? []).Select(finding => (finding.Kind, finding.Subject)).ToHashSet();
        var other = evaluation.Findings.FirstOrDefault(finding => !known.Contains((finding.Kind, finding.Subject)));
        return other is null ? null : $"{other.Kind} {other.Subject}";
    }

    private Verdict Whole(ulong seed)
    {
        Lazy<Verdict> verdict;
        lock (_gate)
        {
            if (!_whole.TryGetValue(seed, out verdict!)) _whole[seed] = verdict = new(() => Play([seed], null)[0]);
        }

        return verdict.Value;
    }

    private List<Verdict> Play(IEnumerable<ulong> some, string? without)
    {
        var verdicts = new List<Verdict>();
        new WorkerProcess(profile, length, verdicts.Add) { Without = without }.Play(some);
        return verdicts;
    }
}

/// <summary>What came of a monitor that lacks a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Stories">How many stories were played.</param>
/// <param name="Length">How long each is.</param>
/// <param name="Seed">The story that found it; null where none did.</param>
/// <param name="Finding">What the judge found: a <see cref="FindingKind"/> and about what; null where nothing.</param>
public sealed record Bitten(string Rule, int Stories, TimeSpan Length, ulong? Seed, string? Finding)
{
    /// <summary>Whether the judge found it.</summary>
    public bool IsFound => Finding is not null;
}
