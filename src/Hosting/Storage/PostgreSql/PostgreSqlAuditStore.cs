using Dapper;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Rows;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary><c>autonomy_actions</c> in PostgreSQL.</summary>
internal sealed class PostgreSqlAuditStore(PostgreSqlWriter writer, PostgreSqlReader reader) : IAuditStore
{
    private const int MaxReadSize = 1000;

    public Task<bool> SaveAsync(AutonomyAction action, CancellationToken cancellation) =>
        writer.ExecuteAsync(session => session.AppendAsync(action), cancellation);

    public async Task<ActionPage> ListAsync(ActionQuery query, CancellationToken cancellation)
    {
        var search = new ActionSearch(query, contains: "ILIKE", position: "strpos");
        var rows = await QueryAsync(search.Sql, search.Values, cancellation).ConfigureAwait(false);
        var (page, next) = Page.Cut(rows, search.Limit, row => row.Seq);
        return new ActionPage([.. page.Select(row => row.ToAction())], next);
    }

    public async Task<IReadOnlyList<AutonomyAction>> ListByIncidentAsync(string incidentKey, CancellationToken cancellation)
    {
        var rows = await QueryAsync(ActionRow.ByIncident, new { incidentKey }, cancellation).ConfigureAwait(false);
        return rows.ConvertAll(row => row.ToAction());
    }

    public Task<int> CountAttemptsSinceAsync(string incidentKey, DateTimeOffset since, CancellationToken cancellation)
    {
        var values = new { incidentKey, from = ColumnText.Microseconds(since) };
        var command = new CommandDefinition(ActionRow.CountAttempts, values, cancellationToken: cancellation);
        return reader.ReadAsync(connection => connection.ExecuteScalarAsync<int>(command), cancellation);
    }

    public async Task<int> CleanUpAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        var limit = ColumnText.Microseconds(before);
        var total = await writer.DeleteAsync("autonomy_actions", "seq", "timestamp < $1 AND chain_sequence = 0", before, cancellation)
            .ConfigureAwait(false);
        foreach (var chain in await ListChainsAsync(cancellation).ConfigureAwait(false))
        {
            int deleted;
            do
            {
                deleted = await writer.ExecuteAsync(session => session.CutOffAsync(chain.Name, limit), cancellation).ConfigureAwait(false);
                total += deleted;
            }
            while (deleted > 0);
        }

        return total;
    }

    public Task<IReadOnlyList<ChainState>> ListChainsAsync(CancellationToken cancellation) =>
        reader.ReadAsync(PostgreSqlAuditChain.ReadChainsAsync, cancellation);

    public async Task<IReadOnlyList<AutonomyAction>> ReadChainAsync(string chain, long after, int limit, CancellationToken cancellation)
    {
        var values = new { chain, after, rows = Page.Limit(limit, MaxReadSize) };
        var rows = await QueryAsync(ActionRow.PageOfChain, values, cancellation).ConfigureAwait(false);
        return rows.ConvertAll(row => row.ToAction());
    }

    private async Task<List<ActionRow>> QueryAsync(string sql, object values, CancellationToken cancellation)
    {
        var command = new CommandDefinition(sql, values, cancellationToken: cancellation);
        var rows = await reader.ReadAsync(connection => connection.QueryAsync<ActionRow>(command), cancellation).ConfigureAwait(false);
        return rows.AsList();
    }
}
