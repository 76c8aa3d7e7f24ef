using Dapper;
using Npgsql;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Hosting.Storage.Rows;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary>
/// The hash chains of <c>autonomy_actions</c> in PostgreSQL. Writes run under the lock of all writers, so no two silos extend a chain at
/// once.
/// </summary>
internal static class PostgreSqlAuditChain
{
    // One statement: a known id moves no chain, and a new row takes one round trip.
    private const string Insert =
        $"WITH stored AS (INSERT INTO autonomy_actions ({ActionRow.InsertColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, " +
        "$11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24) " +
        "ON CONFLICT (id) DO NOTHING RETURNING chain_sequence, hash) " +
        "INSERT INTO audit_chains (name, head, head_hash, anchor, anchor_hash, unchained_until) " +
        "SELECT $25, chain_sequence, hash, 0, $26, 0 FROM stored " +
        "ON CONFLICT (name) DO UPDATE SET head = excluded.head, head_hash = excluded.head_hash";

    // Deletes only from the start of a chain up to the first row to keep, so the rest is still contiguous.
    private const string Last =
        "SELECT least(greatest(anchor, coalesce((SELECT min(chain_sequence) FROM autonomy_actions WHERE coalesce(cluster, '') = name " +
        "AND chain_sequence > 0 AND timestamp >= $1) - 1, head)), anchor + $2) FROM audit_chains WHERE name = $3";

    private const string Anchor =
        "UPDATE audit_chains SET anchor = $2, anchor_hash = row.hash FROM autonomy_actions row " +
        "WHERE name = $1 AND coalesce(row.cluster, '') = $1 AND row.chain_sequence = $2 AND row.chain_sequence > 0";

    private const string Delete =
        "DELETE FROM autonomy_actions WHERE coalesce(cluster, '') = $1 AND chain_sequence > 0 AND chain_sequence <= $2";

    /// <summary>Appends a row to its chain; returns false if its id exists.</summary>
    public static async Task<bool> AppendAsync(this PostgreSqlSession session, AutonomyAction action)
    {
        var storable = Storable(action);
        var chain = AuditChain.NameOf(storable);
        if (!session.Heads.TryGetValue(chain, out var head)) head = await HeadOfAsync(session, chain).ConfigureAwait(false);
        var row = AuditChain.Link(storable, head.Sequence, head.Hash);
        var stored = await session.ExecuteAsync(Insert, [.. ActionRow.Values(row), chain, AuditChain.Genesis]).ConfigureAwait(false);
        session.Heads[chain] = stored > 0 ? (row.ChainSequence, row.Hash!) : head;
        return stored > 0;
    }

    /// <summary>
    /// Deletes the next page of a chain's rows older than an instant and anchors the chain after them; returns their number.
    /// </summary>
    public static async Task<int> CutOffAsync(this PostgreSqlSession session, string chain, long before)
    {
        var found = await session.ScalarAsync(Last, before, (long)PostgreSqlCleanUp.PageSize, chain).ConfigureAwait(false);
        if (found is not { } last || await session.ExecuteAsync(Anchor, chain, last).ConfigureAwait(false) == 0) return 0;
        return await session.ExecuteAsync(Delete, chain, last).ConfigureAwait(false);
    }

    /// <summary>The present state of all chains.</summary>
    public static async Task<IReadOnlyList<ChainState>> ReadChainsAsync(NpgsqlConnection connection)
    {
        const string sql =
            "SELECT name, head, head_hash, anchor, anchor_hash, " +
            "(SELECT count(*) FROM autonomy_actions WHERE coalesce(cluster, '') = name AND chain_sequence = 0), " +
            "(SELECT min(id) FROM autonomy_actions WHERE coalesce(cluster, '') = name AND chain_sequence = 0 AND seq > unchained_until) " +
            "FROM audit_chains ORDER BY name COLLATE \"C\"";
        var rows =
            await connection.QueryAsync<(string Name, long Head, string HeadHash, long Anchor, string AnchorHash, long Unchained,
                string? Stray)>(sql).ConfigureAwait(false);
        return [.. rows.Select(
            row => new ChainState(row.Name, row.Head, row.HeadHash, row.Anchor, row.AnchorHash, row.Unchained, row.Stray))];
    }

    private static async Task<(long Sequence, string Hash)> HeadOfAsync(PostgreSqlSession session, string chain)
    {
        await using var command = session.Command("SELECT head, head_hash FROM audit_chains WHERE name = $1", [chain]);
        await using var rows = await command.ExecuteReaderAsync().ConfigureAwait(false);
        return await rows.ReadAsync().ConfigureAwait(false) ? (rows.GetInt64(0), rows.GetString(1)) : (0, AuditChain.Genesis);
    }

    // Applied before hashing, so that the hash matches what is stored.
    private static AutonomyAction Storable(AutonomyAction action) => action with
    {
        Id = action.Id.Storable(),
        IncidentKey = action.IncidentKey.Storable(),
        IncidentId = action.IncidentId.Storable(),
        RunbookId = action.RunbookId.Storable(),
        Action = action.Action.Storable(),
        ActionArgs = action.ActionArgs.Storable(),
        ResultDetails = action.ResultDetails.Storable(),
        VerificationResult = action.VerificationResult.Storable(),
        Cluster = action.Cluster.Storable(),
        Node = action.Node.Storable(),
        Actor = action.Actor.Storable(),
        RemediationId = action.RemediationId.Storable(),
        Upid = action.Upid.Storable(),
        Verdicts = action.Verdicts.Storable(),
    };
}
