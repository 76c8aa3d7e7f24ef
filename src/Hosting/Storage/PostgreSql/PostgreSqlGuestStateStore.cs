using Dapper;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Hosting.Storage.Rows;

namespace OrleansMonitor.Hosting.Storage.PostgreSql;

/// <summary>Guests' rows of <c>OrleansStorage</c> in PostgreSQL.</summary>
internal sealed class PostgreSqlGuestStateStore(PostgreSqlWriter writer, PostgreSqlReader reader, GuestStateFormat format)
    : IGuestStateStore
{
    private const string Find =
        $"""
        SELECT GrainKey, Payload FROM OrleansStorage
         WHERE GrainKey = ANY(@keys) AND (GrainType, N0, N1) = ({GuestStateFormat.Type}) AND ServiceId = @service
           AND Payload IS NOT NULL
        """;

    private const string Add =
        $"""
        INSERT INTO OrleansStorage (GrainKey, GrainType, N0, N1, ServiceId, Version, Payload)
        SELECT key, {GuestStateFormat.Type}, $3, 1, payload FROM unnest($1::text[], $2::bytea[]) AS added(key, payload)
        ON CONFLICT DO NOTHING RETURNING GrainKey
        """;

    private const string Forget = "DELETE FROM OrleansStorage WHERE GrainKey LIKE $1 AND ServiceId = $2";

    public async Task<IReadOnlyDictionary<int, GuestState>> FindAsync(
        ClusterName cluster, IReadOnlyCollection<int> vmids, CancellationToken cancellation)
    {
        var values = new { keys = vmids.Select(vmid => GuestStateFormat.Key(cluster, vmid)).ToArray(), service = format.ServiceId };
        var command = new CommandDefinition(Find, values, cancellationToken: cancellation);
        var rows = await reader.ReadAsync(connection => connection.QueryAsync<(string, byte[])>(command), cancellation)
            .ConfigureAwait(false);
        return format.Read(rows);
    }

    public Task<IReadOnlySet<int>> AddAsync(
        ClusterName cluster, IReadOnlyDictionary<int, GuestState> states, CancellationToken cancellation)
    {
        // In one order in every process, so that two that add the same guests do not wait for each other.
        var rows = states.OrderBy(state => state.Key).ToList();
        var keys = rows.ConvertAll(row => GuestStateFormat.Key(cluster, row.Key)).ToArray();
        var payloads = rows.ConvertAll(row => format.Write(row.Value)).ToArray();
        return writer.ExecuteAsync<IReadOnlySet<int>>(
            async session =>
            {
                var left = states.Keys.ToHashSet();
                await using var command = session.Command(Add, keys, payloads, format.ServiceId);
                await using var added = await command.ExecuteReaderAsync().ConfigureAwait(false);
                while (await added.ReadAsync().ConfigureAwait(false)) left.Remove(GuestStateFormat.Vmid(added.GetString(0)));
                return left;
            },
            cancellation);
    }

    public Task ForgetAsync(ClusterName cluster, CancellationToken cancellation) => writer.ExecuteAsync(
        session => session.ExecuteAsync(Forget, GuestStateFormat.PartsOf(cluster), format.ServiceId), cancellation);
}
