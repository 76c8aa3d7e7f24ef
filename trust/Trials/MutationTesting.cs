using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Trials;

/// <summary>
/// Tests whether the judge finds mutated monitors. Each is played until a story has a finding that the unmutated monitor does not have.
/// </summary>
/// <param name="profile">The profile.</param>
/// <param name="length">The length of each story.</param>
/// <param name="seeds">The seeds of the stories, in their order.</param>
public sealed class MutationTesting(StoryProfile profile, TimeSpan length, IReadOnlyList<ulong> seeds)
{
    // Small, so little is played in vain after a find.
    private const int StoriesAtOnce = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Lazy<Verdict>> _whole = [];

    /// <summary>
    /// Tests mutations on several processes. Blocks until all are found or their stories are used up.
    /// </summary>
    /// <param name="rules">The removed rules, one per mutation.</param>
    /// <param name="workers">The number of processes.</param>
    /// <param name="done">Called with each result, one at a time.</param>
    public void Play(IReadOnlyList<string> rules, int workers, Action<MutationResult> done)
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

    private MutationResult Find(string rule)
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

/// <summary>The result of one mutation.</summary>
/// <param name="Rule">The removed rule.</param>
/// <param name="Stories">How many stories were played.</param>
/// <param name="Length">The length of each.</param>
/// <param name="Seed">The seed of the story that found it, or null.</param>
/// <param name="Finding">The finding: a <see cref="FindingKind"/> and its subject, or null.</param>
public sealed record MutationResult(string Rule, int Stories, TimeSpan Length, ulong? Seed, string? Finding)
{
    /// <summary>Whether the judge found it.</summary>
    public bool IsFound => Finding is not null;
}
