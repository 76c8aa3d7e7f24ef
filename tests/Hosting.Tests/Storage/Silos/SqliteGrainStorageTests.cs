using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using OrleansMonitor.Hosting.Storage;
using OrleansMonitor.Hosting.Storage.Sqlite;
using OrleansMonitor.Hosting.Tests.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Tests.Storage.Silos;

/// <summary>Grains' state in SQLite beside Orleans' own provider, which wrote the files of earlier versions.</summary>
public sealed class SqliteGrainStorageTests(SqliteSiloOfBoth fixture) : IClassFixture<SqliteSiloOfBoth>
{
    private readonly string _name = $"counter-{Guid.NewGuid():N}";

    private IGrainStorage Ours => Storage("state");

    private IGrainStorage Orleans => Storage(SqliteStorageOfBoth.Orleans);

    [Theory, MemberData(nameof(GrainStateTests.Keys), MemberType = typeof(GrainStateTests)), InlineData("cafe")]
    public async Task What_Orleans_own_provider_wrote_is_read_changed_and_read_by_it_again(string key)
    {
        var id = GrainId.Create("test", key);
        await Orleans.WriteStateAsync(_name, id, new GrainState<Counter>(new Counter { Value = 7 }));

        var state = new GrainState<Counter>();
        await Ours.ReadStateAsync(_name, id, state);
        state.State!.Value++;
        await Ours.WriteStateAsync(_name, id, state);

        var read = new GrainState<Counter>();
        await Orleans.ReadStateAsync(_name, id, read);
        (read.State!.Value, read.ETag).ShouldBe((8, state.ETag));
    }

    [Fact]
    public async Task A_conflict_in_a_shared_commit_concerns_only_its_own_grain()
    {
        var states = Enumerable.Range(0, 64).Select(_ => new GrainState<Counter>(new Counter())).ToList();
        await Task.WhenAll(states.Select((state, i) => Ours.WriteStateAsync(_name, Id(i), state)));
        var stale = new GrainState<Counter>(new Counter { Value = 9 }) { ETag = "77" };

        var writes = states.Select((state, i) => Ours.WriteStateAsync(_name, Id(i), i == 5 ? stale : state)).ToList();

        await Should.ThrowAsync<InconsistentStateException>(writes[5]);
        await Task.WhenAll(writes.Where((_, i) => i != 5));
        foreach (var (i, state) in states.Index())
        {
            var read = new GrainState<Counter>();
            await Ours.ReadStateAsync(_name, Id(i), read);
            read.ETag.ShouldBe(i == 5 ? "1" : state.ETag);
        }
    }

    [Fact]
    public async Task Clearing_what_was_never_stored_does_nothing()
    {
        var state = new GrainState<Counter>();
        await Ours.ClearStateAsync(_name, Id(0), state);
        (state.RecordExists, state.ETag).ShouldBe((false, null));
    }

    private static GrainId Id(int number) => GrainId.Create("test", $"lab/{number}");

    private IGrainStorage Storage(string name) => fixture.Silo.Services.GetRequiredKeyedService<IGrainStorage>(name);
}

internal sealed class SqliteStorageOfBoth : ISiloStorage
{
    public const string Orleans = "orleans";

    private readonly TemporaryFolder _folder = new();

    public void Configure(ISiloBuilder silo)
    {
        silo.Services.AddSqliteStorage(_folder.ConnectionString);
        silo.UseSqliteOrleans();
        silo.AddAdoNetGrainStorage(
            Orleans,
            options => options.Configure<SqliteDatabase, Serializer>((storage, database, serializer) =>
            {
                storage.Invariant = "System.Data.SQLite";
                storage.DataSource = database.Orleans;
                storage.DeleteStateOnClear = true;
                storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
            }));
    }

    public void Dispose() => _folder.Dispose();
}

public sealed class SqliteSiloOfBoth() : SiloFixture(static () => new SqliteStorageOfBoth());
