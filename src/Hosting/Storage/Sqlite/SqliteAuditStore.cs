using Dapper;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Rows;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary><c>autonomy_actions</c> in SQLite.</summary>
internal sealed class SqliteAuditStore(SqliteWriter writer, SqliteReader reader) : IAuditStore
{
    private const int MaxReadSize = 1000;

    private const string Insert =
        $"INSERT INTO autonomy_actions ({ActionRow.InsertColumns}) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, " +
        "$14, $15, $16, $17, $18, $19, $20, $21, $22, $23) ON CONFLICT (id) DO NOTHING";

    public Task<bool> SaveAsync(AutonomyAction action, CancellationToken cancellation) =>
        writer.ExecuteAsync(session => Append(session, action), cancellation);

    public async Task<ActionPage> ListAsync(ActionQuery query, CancellationToken cancellation)
    {
        var search = new ActionSearch(query, contains: "LIKE", position: "instr");
        var rows = await reader.ReadAsync(connection => connection.Query<ActionRow>(search.Sql, search.Values).AsList(), cancellation);
        var (page, next) = Page.Cut(rows, search.Limit, row => row.Seq);
        return new ActionPage([.. page.Select(row => row.ToAction())], next);
    }

    public async Task<IReadOnlyList<AutonomyAction>> ListByIncidentAsync(string incidentKey, CancellationToken cancellation)
    {
        var rows = await reader.ReadAsync(
            connection => connection.Query<ActionRow>(ActionRow.ByIncident, new { incidentKey }).AsList(), cancellation);
        return rows.ConvertAll(row => row.ToAction());
    }

    public Task<int> CountAttemptsSinceAsync(string incidentKey, DateTimeOffset since, CancellationToken cancellation)
    {
        var values = new { incidentKey, from = ColumnText.Microseconds(since) };
        return reader.ReadAsync(connection => connection.ExecuteScalar<int>(ActionRow.CountAttempts, values), cancellation);
    }

    public async Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        var limit = ColumnText.Microseconds(before);
        var total = await writer.DeleteAsync("autonomy_actions", "seq", "timestamp < $0 AND chain_sequence = 0", before, cancellation);
        foreach (var chain in await ListChainsAsync(cancellation))
        {
            int deleted;
            do
            {
                deleted = await writer.ExecuteAsync(session => session.CutOff(chain.Name, limit), cancellation);
                total += deleted;
            }
            while (deleted > 0);
        }

        return total;
    }

    public async Task<IReadOnlyList<ChainState>> ListChainsAsync(CancellationToken cancellation) =>
        await reader.ReadAsync(connection => connection.ReadChains(), cancellation);

    public async Task<IReadOnlyList<AutonomyAction>> ReadChainAsync(string chain, long after, int limit, CancellationToken cancellation)
    {
        var values = new { chain, after, rows = Page.Limit(limit, MaxReadSize) };
        var found = await reader.ReadAsync(
            connection => connection.Query<ActionRow>(ActionRow.PageOfChain, values).AsList(), cancellation);
        return found.ConvertAll(row => row.ToAction());
    }

    /// <summary>Appends a row to its chain in a running transaction; false if its id exists.</summary>
    public static bool Append(SqliteSession session, AutonomyAction action)
    {
        var head = session.HeadOf(AuditChain.NameOf(action));
        var row = AuditChain.Link(action, head.Sequence, head.Hash);
        var stored = session.Execute(Insert, ActionRow.Values(row));
        if (stored > 0) session.MoveHead(row);
        return stored > 0;
    }
}
