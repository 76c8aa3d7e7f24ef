using Dapper;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Rows;
using OrleansMonitor.Hosting.Storage.Writing;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary><c>history</c> in SQLite.</summary>
internal sealed class SqliteHistoryStore(SqliteWriter writer, SqliteReader reader) : IHistoryStore
{
    // Blocks have some kilobytes: few enough that other writes do not wait for them.
    private const int DeletedAtOnce = 200;

    private const string Find = $"{HistoryRow.Find} IN @parts {HistoryRow.Order}";

    private const string Upsert =
        "INSERT INTO history (cluster, resolution, part, start, payload) VALUES ($0, $1, $2, $3, $4) " +
        "ON CONFLICT (cluster, resolution, part, start) DO UPDATE SET payload = excluded.payload";

    private static readonly string Delete =
        "DELETE FROM history WHERE (cluster, resolution, part, start) IN (SELECT cluster, resolution, part, start FROM history " +
        $"WHERE cluster = $0 AND resolution = $1 AND start < $2 LIMIT {DeletedAtOnce})";

    // A commit of history alone does not wait for the disk.
    private static readonly WritePromise Promise = new(TimeSpan.FromSeconds(5), Flushed: false);

    public Task AppendAsync(ClusterName cluster, IReadOnlyList<StoredBlock> blocks, CancellationToken cancellation) =>
        writer.ExecuteAsync(
            session => blocks.Sum(block =>
                session.Execute(Upsert, cluster.ToString(), (int)block.Resolution, block.Part, block.Start, block.Payload)),
            cancellation, Promise);

    public async Task<IReadOnlyList<StoredBlock>> ReadAsync(HistoryQuery query, CancellationToken cancellation) => await reader.ReadAsync(
        connection => connection.Query<HistoryRow>(Find, HistoryRow.FindValues(query))
            .Select(row => row.ToBlock(query.Resolution)).ToList(),
        cancellation);

    public async Task<IReadOnlyList<ClusterName>> ListClustersAsync(CancellationToken cancellation) => await reader.ReadAsync(
        connection => connection.Query<string>(HistoryRow.Clusters).Select(name => ClusterName.Parse(name)).ToList(), cancellation);

    public async Task<IReadOnlyList<int>> ListPartsAsync(ClusterName cluster, long from, long to, CancellationToken cancellation) =>
        await reader.ReadAsync(
            connection => connection.Query<int>(HistoryRow.Parts, new { cluster = cluster.ToString(), from, to }).AsList(), cancellation);

    public Task<long?> FindLastAsync(
        ClusterName cluster, HistoryResolution resolution, long until, CancellationToken cancellation) =>
        reader.ReadAsync(
            connection => connection.ExecuteScalar<long?>(
                HistoryRow.Last, new { cluster = cluster.ToString(), resolution = (int)resolution, until }),
            cancellation);

    public async Task<int> CleanUpAsync(
        ClusterName cluster, HistoryResolution resolution, long before, CancellationToken cancellation)
    {
        var total = 0;
        int deleted;
        do
        {
            deleted = await writer.ExecuteAsync(
                session => session.Execute(Delete, cluster.ToString(), (int)resolution, before), cancellation, Promise);
            total += deleted;
        }
        while (deleted == DeletedAtOnce);
        return total;
    }
}
