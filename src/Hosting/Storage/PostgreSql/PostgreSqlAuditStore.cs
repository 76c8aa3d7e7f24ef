using Dapper;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Rows;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary><c>autonomy_actions</c> in PostgreSQL.</summary>
internal sealed class PostgreSqlAuditStore(PostgreSqlWriter writer, PostgreSqlReader reader) : IAuditStore
{
    private const int MaxReadSize = 1000;

    /// <inheritdoc />
    public Task<bool> SaveAsync(AutonomyAction action, CancellationToken cancellation) =>
        writer.ExecuteAsync(session => session.AppendAsync(action), cancellation);

    /// <inheritdoc />
    public async Task<ActionPage> ListAsync(ActionQuery query, CancellationToken cancellation)
    {
        var search = new ActionSearch(query, contains: "ILIKE", position: "strpos");
        var rows = await QueryAsync(search.Sql, search.Values, cancellation).ConfigureAwait(false);
        var (page, next) = Page.Cut(rows, search.Limit, row => row.Seq);
        return new ActionPage([.. page.Select(row => row.ToAction())], next);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<AutonomyAction>> ListByIncidentAsync(string incidentKey, CancellationToken cancellation)
    {
        const string sql = $"SELECT {ActionRow.Columns} FROM autonomy_actions WHERE incident_key = @incidentKey ORDER BY seq";
        return (await QueryAsync(sql, new { incidentKey }, cancellation).ConfigureAwait(false)).ConvertAll(row => row.ToAction());
    }

    /// <inheritdoc />
    public Task<int> CountAttemptsSinceAsync(string incidentKey, DateTimeOffset since, CancellationToken cancellation)
    {
        const string sql =
            "SELECT count(*) FROM autonomy_actions WHERE incident_key = @incidentKey AND timestamp >= @from AND attempt_number > 0";
        var command =
            new CommandDefinition(sql, new { incidentKey, from = ColumnText.Microseconds(since) }, cancellationToken: cancellation);
        return reader.ReadAsync(connection => connection.ExecuteScalarAsync<int>(command), cancellation);
    }

    /// <inheritdoc />
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

    /// <inheritdoc />
    public Task<IReadOnlyList<ChainState>> ListChainsAsync(CancellationToken cancellation) =>
        reader.ReadAsync(PostgreSqlAuditChain.ReadChainsAsync, cancellation);

    /// <inheritdoc />
    public async Task<IReadOnlyList<AutonomyAction>> ReadChainAsync(string chain, long after, int limit, CancellationToken cancellation)
    {
        const string sql =
            $"SELECT {ActionRow.Columns} FROM autonomy_actions WHERE coalesce(cluster, '') = @chain AND chain_sequence > 0 AND "
                + $"chain_sequence > @after " +
            "ORDER BY chain_sequence LIMIT @rows";
        var rows = await QueryAsync(sql, new { chain, after, rows = Page.Limit(limit, MaxReadSize) }, cancellation).ConfigureAwait(false);
        return rows.ConvertAll(row => row.ToAction());
    }

    private async Task<List<ActionRow>> QueryAsync(string sql, object values, CancellationToken cancellation)
    {
        var command = new CommandDefinition(sql, values, cancellationToken: cancellation);
        var rows = await reader.ReadAsync(connection => connection.QueryAsync<ActionRow>(command), cancellation).ConfigureAwait(false);
        return rows.AsList();
    }
}
