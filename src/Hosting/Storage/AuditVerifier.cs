using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Heads;

namespace OrleansMonitor.Hosting.Storage;

/// <summary>Recomputes the hash chains of the audit log, some rows at a time, while the monitor goes on writing.</summary>
public static class AuditVerifier
{
    private const int PageSize = 500;

    /// <summary>Every chain with its first break, if any. Rows that are stored meanwhile are left out.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public static async Task<IReadOnlyList<ChainVerdict>> VerifyAsync(IAuditStore store, CancellationToken cancellation)
    {
        var verdicts = new List<ChainVerdict>();
        foreach (var state in await store.ListChainsAsync(cancellation)) verdicts.Add(await VerifyAsync(store, state, cancellation));
        return verdicts;
    }

    /// <summary>The same, and compared with what is on record outside the database: a chain that is gone is in it too.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public static async Task<IReadOnlyList<ChainVerdict>> VerifyAsync(IAuditStore store, AuditHeads heads, CancellationToken cancellation)
    {
        var wrong = (await heads.CompareAsync(store, cancellation))
            .ToDictionary(one => one.Head.Chain, one => new ChainBreak(null, one.Head.Sequence, one.Reason), StringComparer.Ordinal);
        var verdicts = (await VerifyAsync(store, cancellation))
            .Select(verdict => verdict with { Break = verdict.Break ?? wrong.GetValueOrDefault(verdict.Chain.Name) }).ToList();
        var gone = wrong.Where(one => verdicts.TrueForAll(verdict => verdict.Chain.Name != one.Key));
        return [.. verdicts,
            .. gone.Select(one => new ChainVerdict(new(one.Key, 0, AuditChain.Genesis, 0, AuditChain.Genesis, 0, null), one.Value))];
    }

    private static async Task<ChainVerdict> VerifyAsync(IAuditStore store, ChainState state, CancellationToken cancellation)
    {
        while (true)
        {
            var verdict = new ChainVerdict(state, await WalkAsync(store, state, cancellation));
            if (verdict.Break is null) return verdict;

            // Retention may have deleted rows under the walk. It moves the anchor, so the walk is taken again from there.
            var now = (await store.ListChainsAsync(cancellation)).FirstOrDefault(chain => chain.Name == state.Name);
            if (now is null || now.Anchor == state.Anchor) return verdict;
            state = now;
        }
    }

    private static async Task<ChainBreak?> WalkAsync(IAuditStore store, ChainState state, CancellationToken cancellation)
    {
        var walk = new ChainWalk(state);
        while (walk.HasMore)
        {
            var rows = await store.ReadChainAsync(state.Name, walk.Reached, PageSize, cancellation);
            if (rows.Count == 0) walk.End();
            foreach (var row in rows) walk.Add(row);
        }

        return walk.Break;
    }
}

/// <summary>What the walk along a chain came to.</summary>
/// <param name="Chain">The chain as it was when the walk began.</param>
/// <param name="Break">The first row that does not fit; null where all do.</param>
public sealed record ChainVerdict(ChainState Chain, ChainBreak? Break);
