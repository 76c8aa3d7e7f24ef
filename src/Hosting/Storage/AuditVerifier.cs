using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Heads;

namespace OrleansMonitor.Hosting.Storage;

/// <summary>Recomputes the hash chains of the audit log page by page, while the monitor keeps writing.</summary>
public static class AuditVerifier
{
    private const int PageSize = 500;

    /// <summary>All chains with their first break, if any. Rows stored meanwhile are ignored.</summary>
    /// <exception cref="StoreUnavailableException">The database is unavailable.</exception>
    public static async Task<IReadOnlyList<ChainVerdict>> VerifyAsync(IAuditStore store, CancellationToken cancellation)
    {
        var verdicts = new List<ChainVerdict>();
        foreach (var state in await store.ListChainsAsync(cancellation)) verdicts.Add(await VerifyAsync(store, state, cancellation));
        return verdicts;
    }

    /// <summary>The same, compared with the heads recorded outside the database; a chain that is missing is included.</summary>
    /// <exception cref="StoreUnavailableException">The database is unavailable.</exception>
    public static async Task<IReadOnlyList<ChainVerdict>> VerifyAsync(IAuditStore store, AuditHeads heads, CancellationToken cancellation)
    {
        var mismatches = (await heads.CompareAsync(store, cancellation))
            .ToDictionary(one => one.Head.Chain, one => new ChainBreak(null, one.Head.Sequence, one.Reason), StringComparer.Ordinal);
        var verdicts = (await VerifyAsync(store, cancellation))
            .Select(verdict => verdict with { Break = verdict.Break ?? mismatches.GetValueOrDefault(verdict.Chain.Name) }).ToList();
        var missing = mismatches.Where(one => verdicts.TrueForAll(verdict => verdict.Chain.Name != one.Key));
        return [.. verdicts,
            .. missing.Select(one => new ChainVerdict(new(one.Key, 0, AuditChain.Genesis, 0, AuditChain.Genesis, 0, null), one.Value))];
    }

    private static async Task<ChainVerdict> VerifyAsync(IAuditStore store, ChainState state, CancellationToken cancellation)
    {
        while (true)
        {
            var verdict = new ChainVerdict(state, await WalkAsync(store, state, cancellation));
            if (verdict.Break is null) return verdict;

            // Retention may delete rows during the walk and then moves the anchor; the walk starts again from there.
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

/// <summary>The result of verifying a chain.</summary>
/// <param name="Chain">The chain as of the start of the walk.</param>
/// <param name="Break">The first row that does not match; null if all do.</param>
public sealed record ChainVerdict(ChainState Chain, ChainBreak? Break);
