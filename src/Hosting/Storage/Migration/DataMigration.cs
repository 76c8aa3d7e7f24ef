using Microsoft.Data.Sqlite;
using Npgsql;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.PostgreSql;
using OrleansMonitor.Hosting.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Storage.Migration;

/// <summary>Copies all data of a SQLite file into an empty PostgreSQL database. An interrupted copy continues when run again.</summary>
internal sealed class DataMigration(SqliteConnection from, PostgreSqlDatabase to, string source)
{
    private const int PageSize = 500;

    /// <summary>Copies the remaining rows; reports each completed table.</summary>
    /// <exception cref="StoreUnavailableException">A database cannot be used for the copy; the message gives the reason.</exception>
    public async Task RunAsync(Action<string> report, CancellationToken cancellation)
    {
        try
        {
            await using var target = await to.Records.OpenConnectionAsync(cancellation);
            await BeginAsync(target, cancellation);
            foreach (var table in MigratedTable.All)
            {
                await CopyAsync(table, target, cancellation);
                report($"{table.Name}: {await CompareCountsAsync(table, target, cancellation)} rows");
            }

            await SetCountersAsync(target, cancellation);
            await ExecuteAsync(
                target, "UPDATE moved_from SET finished = coalesce(finished, now()) WHERE source = $1", [source], cancellation);
        }
        catch (NpgsqlException exception) when (exception.IsOutage())
        {
            throw exception.Explain(to.Place);
        }
    }

    private async Task BeginAsync(NpgsqlConnection target, CancellationToken cancellation)
    {
        if (await ScalarAsync(target, "SELECT count(*) FROM moved_from WHERE source <> $1", [source], cancellation) > 0)
            throw new StoreUnavailableException($"The database {to.Place} was filled from another file. Move into an empty one.");
        if (await ScalarAsync(target, "SELECT count(*) FROM moved_from WHERE source = $1", [source], cancellation) == 0)
        {
            foreach (var table in MigratedTable.All)
            {
                if (await ScalarAsync(target, table.Count, [], cancellation) > 0)
                    throw new StoreUnavailableException(
                        $"The database {to.Place} holds data already ({table.Name}). Move before the monitor first runs on it, into "
                            + $"an empty one.");
            }
        }

        await ExecuteAsync(target, "INSERT INTO moved_from (source) VALUES ($1) ON CONFLICT DO NOTHING", [source], cancellation);
    }

    private async Task CopyAsync(MigratedTable table, NpgsqlConnection target, CancellationToken cancellation)
    {
        using var select = from.CreateCommand();
        select.CommandText = table.Select;
        if (table.Key is not null) select.Parameters.AddWithValue("$0", await ScalarAsync(target, table.Last, [], cancellation));
        using var rows = select.ExecuteReader();
        var page = new List<object[]>(PageSize);
        while (rows.Read())
        {
            var row = new object[rows.FieldCount];
            rows.GetValues(row);
            page.Add(row);
            if (page.Count == PageSize) await StoreAsync(table, page, target, cancellation);
        }

        await StoreAsync(table, page, target, cancellation);
    }

    private static async Task StoreAsync(MigratedTable table, List<object[]> rows, NpgsqlConnection target, CancellationToken cancellation)
    {
        if (rows.Count == 0) return;

        // One transaction per page: if a key is present, all rows before it are, too.
        await using var batch = new NpgsqlBatch(target);
        foreach (var row in rows)
        {
            var command = new NpgsqlBatchCommand(table.Insert);
            foreach (var value in row)
                command.Parameters.Add(new NpgsqlParameter { Value = value is string text ? text.Storable() : value });
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellation);
        rows.Clear();
    }

    private async Task<long> CompareCountsAsync(MigratedTable table, NpgsqlConnection target, CancellationToken cancellation)
    {
        using var count = from.CreateCommand();
        count.CommandText = table.Count;
        var (before, after) = ((long)count.ExecuteScalar()!, await ScalarAsync(target, table.Count, [], cancellation));
        if (before == after) return after;
        throw new StoreUnavailableException(
            $"Of {before} rows of {table.Name} {after} are in {to.Place}. Nothing is lost; run it again, into an empty database if this "
                + "stays.");
    }

    // Numbers must not be reused, even if their rows were deleted.
    private async Task SetCountersAsync(NpgsqlConnection target, CancellationToken cancellation)
    {
        await ExecuteAsync(target, "UPDATE event_sequence SET last = greatest(last, $1)", [LastIssued("events")], cancellation);
        foreach (var table in (string[])["autonomy_actions", "incidents", "notifications"])
        {
            await ExecuteAsync(
                target,
                $"SELECT setval(pg_get_serial_sequence('{table}', 'seq'), greatest($1, (SELECT last_value FROM {table}_seq_seq)), true)",
                [Math.Max(1, LastIssued(table))], cancellation);
        }
    }

    private long LastIssued(string table)
    {
        using var command = from.CreateCommand();
        command.CommandText = "SELECT seq FROM sqlite_sequence WHERE name = $0";
        command.Parameters.AddWithValue("$0", table);
        return command.ExecuteScalar() as long? ?? 0;
    }

    private static async Task<long> ScalarAsync(NpgsqlConnection target, string sql, object[] values, CancellationToken cancellation)
    {
        await using var command = Command(target, sql, values);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection target, string sql, object[] values, CancellationToken cancellation)
    {
        await using var command = Command(target, sql, values);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlCommand Command(NpgsqlConnection target, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, target);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
