using OrleansMonitor.Trust.Reporting;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Trials;

/// <summary>Plays many stories on all cores.</summary>
/// <param name="profile">The profile.</param>
/// <param name="length">The length of each story.</param>
/// <param name="workers">The number of processes.</param>
/// <param name="onVerdict">Called with each verdict as it comes, one at a time.</param>
public sealed class Trial(StoryProfile profile, TimeSpan length, int workers, Action<Verdict> onVerdict)
{
    private readonly Lock _gate = new();
    private readonly List<Verdict> _verdicts = [];

    /// <summary>The verdicts with findings or problems, by seed.</summary>
    public IReadOnlyList<Verdict> Wrong => [.. _verdicts.Where(verdict => !verdict.IsRight).OrderBy(verdict => verdict.Seed)];

    /// <summary>Plays the stories of consecutive seeds. Blocks until all are done.</summary>
    /// <returns>The figures.</returns>
    public TrustReport Play(ulong firstSeed, int stories)
    {
        var seeds = Enumerable.Range(0, stories).Select(number => firstSeed + (ulong)number).ToList();
        var threads = Enumerable.Range(0, workers)
            .Select(worker => new Thread(() =>
                new WorkerProcess(profile, length, Record).Play(seeds.Where((_, number) => number % workers == worker)))).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        var report = new TrustReport();
        foreach (var verdict in _verdicts.Where(verdict => verdict.Judgement is not null).OrderBy(verdict => verdict.Seed))
            report.Add(verdict.RecreateStory(), verdict.Cost!, verdict.Judgement!);
        return report;
    }

    private void Record(Verdict verdict)
    {
        lock (_gate)
        {
            _verdicts.Add(verdict);
            onVerdict(verdict);
        }
    }
}
