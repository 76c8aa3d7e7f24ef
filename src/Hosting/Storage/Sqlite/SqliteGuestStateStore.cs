using System.Text.Json;
using Dapper;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Hosting.Storage.Rows;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>Guests' rows of <c>OrleansStorage</c> in SQLite.</summary>
internal sealed class SqliteGuestStateStore(SqliteWriter writer, SqliteReader reader, GuestStateFormat format) : IGuestStateStore
{
    private const string Find =
        $"""
        SELECT s.GrainKey, s.Payload FROM json_each(@keys) AS k CROSS JOIN OrleansStorage AS s
         WHERE s.GrainKey = k.value AND (s.GrainType, s.N0, s.N1) = ({GuestStateFormat.Type}) AND s.ServiceId = @service
           AND s.Payload IS NOT NULL
        """;

    private const string Add =
        $"INSERT INTO OrleansStorage (GrainKey, GrainType, N0, N1, ServiceId, Version, Payload) " +
        $"VALUES ($0, {GuestStateFormat.Type}, $1, 1, $2) ON CONFLICT DO NOTHING";

    private const string Forget = "DELETE FROM OrleansStorage WHERE GrainKey LIKE $0 AND ServiceId = $1";

    public Task<IReadOnlyDictionary<int, GuestState>> FindAsync(
        ClusterName cluster, IReadOnlyCollection<int> vmids, CancellationToken cancellation)
    {
        var values = new
        {
            keys = JsonSerializer.Serialize(vmids.Select(vmid => GuestStateFormat.Key(cluster, vmid))),
            service = format.ServiceId,
        };
        return reader.ReadAsync<IReadOnlyDictionary<int, GuestState>>(
            connection => format.Read(connection.Query<(string, byte[])>(Find, values, buffered: false)), cancellation);
    }

    public Task<IReadOnlySet<int>> AddAsync(
        ClusterName cluster, IReadOnlyDictionary<int, GuestState> states, CancellationToken cancellation)
    {
        // In the order of their keys, so that rows of one page of the file are written together.
        var rows = states
            .Select(state => (Vmid: state.Key, Key: GuestStateFormat.Key(cluster, state.Key), Payload: format.Write(state.Value)))
            .OrderBy(row => row.Key, StringComparer.Ordinal).ToList();
        return writer.ExecuteAsync<IReadOnlySet<int>>(
            session => rows.Where(row => session.Execute(Add, row.Key, format.ServiceId, row.Payload) == 0)
                .Select(row => row.Vmid).ToHashSet(),
            cancellation);
    }

    public Task ForgetAsync(ClusterName cluster, CancellationToken cancellation) => writer.ExecuteAsync(
        session => session.Execute(Forget, GuestStateFormat.PartsOf(cluster), format.ServiceId), cancellation);
}
