using Dapper;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Rows;
using OrleansMonitor.Hosting.Storage.Writing;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary><c>history</c> in PostgreSQL.</summary>
internal sealed class PostgreSqlHistoryStore(PostgreSqlWriter writer, PostgreSqlReader reader) : IHistoryStore
{
    // Blocks have some kilobytes: few enough that other writes do not wait for them.
    private const int DeletedAtOnce = 200;

    private const string Find = $"{HistoryRow.Find} = ANY(@parts) {HistoryRow.Order}";

    private const string Upsert =
        """
        INSERT INTO history (cluster, resolution, part, start, payload)
        SELECT $1, resolution, part, start, payload
          FROM unnest($2::integer[], $3::integer[], $4::bigint[], $5::bytea[]) AS added(resolution, part, start, payload)
        ON CONFLICT (cluster, resolution, part, start) DO UPDATE SET payload = excluded.payload
        """;

    private static readonly string Delete =
        "DELETE FROM history WHERE ctid = ANY(ARRAY(SELECT ctid FROM history " +
        $"WHERE cluster = $1 AND resolution = $2 AND start < $3 LIMIT {DeletedAtOnce}))";

    private static readonly WritePromise Promise = new(TimeSpan.FromSeconds(5));

    public Task AppendAsync(ClusterName cluster, IReadOnlyList<StoredBlock> blocks, CancellationToken cancellation)
    {
        var resolutions = blocks.Select(block => (int)block.Resolution).ToArray();
        var parts = blocks.Select(block => block.Part).ToArray();
        var starts = blocks.Select(block => block.Start).ToArray();
        var payloads = blocks.Select(block => block.Payload).ToArray();
        return writer.ExecuteAsync(
            session => session.ExecuteAsync(Upsert, cluster.ToString(), resolutions, parts, starts, payloads), cancellation, Promise);
    }

    public Task<IReadOnlyList<StoredBlock>> ReadAsync(HistoryQuery query, CancellationToken cancellation) =>
        reader.ReadAsync<IReadOnlyList<StoredBlock>>(
            async connection => (await connection.QueryAsync<HistoryRow>(
                    new(Find, HistoryRow.FindValues(query), cancellationToken: cancellation)))
                .Select(row => row.ToBlock(query.Resolution)).ToList(),
            cancellation);

    public Task<IReadOnlyList<ClusterName>> ListClustersAsync(CancellationToken cancellation) =>
        reader.ReadAsync<IReadOnlyList<ClusterName>>(
            async connection => (await connection.QueryAsync<string>(new(HistoryRow.Clusters, cancellationToken: cancellation)))
                .Select(name => ClusterName.Parse(name)).ToList(),
            cancellation);

    public Task<IReadOnlyList<int>> ListPartsAsync(ClusterName cluster, long from, long to, CancellationToken cancellation) =>
        reader.ReadAsync<IReadOnlyList<int>>(
            async connection => (await connection.QueryAsync<int>(
                new(HistoryRow.Parts, new { cluster = cluster.ToString(), from, to }, cancellationToken: cancellation))).AsList(),
            cancellation);

    public Task<long?> FindLastAsync(
        ClusterName cluster, HistoryResolution resolution, long until, CancellationToken cancellation)
    {
        var values = new { cluster = cluster.ToString(), resolution = (int)resolution, until };
        return reader.ReadAsync(
            connection => connection.ExecuteScalarAsync<long?>(new(HistoryRow.Last, values, cancellationToken: cancellation)),
            cancellation);
    }

    public async Task<int> CleanUpAsync(
        ClusterName cluster, HistoryResolution resolution, long before, CancellationToken cancellation)
    {
        var total = 0;
        int deleted;
        do
        {
            deleted = await writer.ExecuteAsync(
                session => session.ExecuteAsync(Delete, cluster.ToString(), (int)resolution, before), cancellation, Promise);
            total += deleted;
        }
        while (deleted == DeletedAtOnce);
        return total;
    }
}
