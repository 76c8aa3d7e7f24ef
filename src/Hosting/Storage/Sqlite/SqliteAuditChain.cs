using Dapper;
using Microsoft.Data.Sqlite;
using OrleansMonitor.Domain.Audit;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>The hash chains of <c>autonomy_actions</c> in SQLite. Writes run inside the writer's transaction.</summary>
internal static class SqliteAuditChain
{
    private const int PageSize = 2000;

    private const string Head = "SELECT head, head_hash FROM audit_chains WHERE name = $0";

    private const string Advance =
        "INSERT INTO audit_chains (name, head, head_hash, anchor, anchor_hash, unchained_until) VALUES ($0, $1, $2, 0, $3, 0) " +
        "ON CONFLICT (name) DO UPDATE SET head = excluded.head, head_hash = excluded.head_hash";

    // Deletes only from the start of a chain up to the first row to keep, so the rest is still contiguous.
    private const string Last =
        "SELECT min(max(anchor, coalesce((SELECT min(chain_sequence) FROM autonomy_actions WHERE coalesce(cluster, '') = name " +
        "AND chain_sequence > 0 AND timestamp >= $0) - 1, head)), anchor + $1) FROM audit_chains WHERE name = $2";

    private const string Anchor =
        "UPDATE audit_chains SET anchor = $1, " +
        "anchor_hash = (SELECT hash FROM autonomy_actions WHERE coalesce(cluster, '') = $0 AND chain_sequence = $1) " +
        "WHERE name = $0 AND EXISTS (SELECT 1 FROM autonomy_actions WHERE coalesce(cluster, '') = $0 AND chain_sequence = $1)";

    private const string Delete =
        "DELETE FROM autonomy_actions WHERE coalesce(cluster, '') = $0 AND chain_sequence > 0 AND chain_sequence <= $1";

    /// <summary>The sequence and hash of a chain's last row.</summary>
    public static (long Sequence, string Hash) HeadOf(this SqliteSession session, string chain)
    {
        using var rows = session.Command(Head, chain).ExecuteReader();
        return rows.Read() ? (rows.GetInt64(0), rows.GetString(1)) : (0, AuditChain.Genesis);
    }

    /// <summary>Moves the head of a chain to a stored row.</summary>
    public static void MoveHead(this SqliteSession session, AutonomyAction linked) =>
        session.Execute(Advance, AuditChain.NameOf(linked), linked.ChainSequence, linked.Hash, AuditChain.Genesis);

    /// <summary>
    /// Deletes the next page of a chain's rows older than an instant and anchors the chain after them; returns their number.
    /// </summary>
    public static int CutOff(this SqliteSession session, string chain, long before)
    {
        if (session.Scalar(Last, before, PageSize, chain) is not { } last) return 0;
        return session.Execute(Anchor, chain, last) == 0 ? 0 : session.Execute(Delete, chain, last);
    }

    /// <summary>The present state of all chains.</summary>
    public static List<ChainState> ReadChains(this SqliteConnection connection)
    {
        const string sql =
            "SELECT name, head, head_hash, anchor, anchor_hash, " +
            "(SELECT count(*) FROM autonomy_actions WHERE coalesce(cluster, '') = name AND chain_sequence = 0), " +
            "(SELECT min(id) FROM autonomy_actions WHERE coalesce(cluster, '') = name AND chain_sequence = 0 AND seq > unchained_until) " +
            "FROM audit_chains ORDER BY name";
        return connection
            .Query<(string Name, long Head, string HeadHash, long Anchor, string AnchorHash, long Unchained, string? Stray)>(sql)
            .Select(row => new ChainState(row.Name, row.Head, row.HeadHash, row.Anchor, row.AnchorHash, row.Unchained, row.Stray)).ToList();
    }
}
