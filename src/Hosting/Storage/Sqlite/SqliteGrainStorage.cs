using System.Globalization;
using Microsoft.Data.Sqlite;
using Orleans.Storage;
using OrleansMonitor.Hosting.Storage.Writing;

namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>
/// Grains' state in SQLite, in the rows of Orleans' ADO.NET provider. Writes of several grains at once share a commit of the only writer:
/// a transaction for each would cost several times as much, and would wait for the lock of the others.
/// </summary>
/// <param name="writer">The only writer.</param>
/// <param name="reader">Reads.</param>
/// <param name="format">The format of payloads.</param>
/// <param name="serviceId">The silo cluster's service.</param>
internal sealed class SqliteGrainStorage(
    SqliteWriter writer, SqliteReader reader, IGrainStorageSerializer format, string serviceId) : IGrainStorage
{
    private const string OfKey = "GrainKey = $0 AND GrainType = $1 AND N0 = $2 AND N1 = $3 AND ServiceId = $4";
    private const string Find = $"SELECT Version, Payload FROM OrleansStorage WHERE {OfKey}";

    private const string Insert =
        "INSERT INTO OrleansStorage (GrainKey, GrainType, N0, N1, ServiceId, Version, Payload) VALUES ($0, $1, $2, $3, $4, 1, $5) " +
        "ON CONFLICT DO NOTHING RETURNING Version";

    private const string Update =
        $"UPDATE OrleansStorage SET Version = Version + 1, Payload = $5 WHERE {OfKey} AND Version = $6 RETURNING Version";

    private const string Delete = $"DELETE FROM OrleansStorage WHERE {OfKey} AND Version = $5 RETURNING Version";

    // What a power cut takes away is found out again by the next poll.
    private static readonly WritePromise Promise = new(TimeSpan.FromSeconds(5), Flushed: false);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = SqliteGrainKey.Of(grainId);
        var (version, payload) = await reader.ReadAsync(connection => Read(connection, key, stateName), CancellationToken.None)
            .ConfigureAwait(false);
        grainState.ETag = version?.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = payload is not null;
        grainState.State = payload is null ? Activator.CreateInstance<T>() : format.Deserialize<T>(new BinaryData(payload))!;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (key, payload, version) = (SqliteGrainKey.Of(grainId), format.Serialize(grainState.State).ToArray(), Version(grainState));
        var stored = await writer.ExecuteAsync(
            session => version is { } known
                ? session.Scalar(Update, key.Text, stateName, key.N0, key.N1, serviceId, payload, known)
                : session.Scalar(Insert, key.Text, stateName, key.N0, key.N1, serviceId, payload),
            CancellationToken.None, Promise).ConfigureAwait(false);
        grainState.ETag = (stored ?? throw Conflict(stateName, grainId, grainState)).ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (Version(grainState) is { } version)
        {
            var key = SqliteGrainKey.Of(grainId);
            var deleted = await writer.ExecuteAsync(
                session => session.Scalar(Delete, key.Text, stateName, key.N0, key.N1, serviceId, version), CancellationToken.None, Promise)
                .ConfigureAwait(false);
            if (deleted is null) throw Conflict(stateName, grainId, grainState);
        }

        (grainState.ETag, grainState.RecordExists, grainState.State) = (null, false, Activator.CreateInstance<T>());
    }

    private (long? Version, byte[]? Payload) Read(SqliteConnection connection, SqliteGrainKey key, string stateName)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Find;
        foreach (var (place, value) in new object[] { key.Text, stateName, key.N0, key.N1, serviceId }.Index())
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${place}"), value);
        using var row = command.ExecuteReader();
        if (!row.Read()) return (null, null);
        return (row.GetInt64(0), row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1));
    }

    private static long? Version<T>(IGrainState<T> state) =>
        state.ETag is { Length: > 0 } version ? long.Parse(version, CultureInfo.InvariantCulture) : null;

    private static InconsistentStateException Conflict<T>(string stateName, GrainId grainId, IGrainState<T> state) =>
        new($"The state '{stateName}' of {grainId} was changed by another activation.", "unknown", state.ETag);
}
