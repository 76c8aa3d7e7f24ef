using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace OrleansMonitor.Hosting.Tests.Storage.Silos;

/// <summary>The ETag's promises, on one silo; each test has states of its own name.</summary>
public abstract class GrainStateTests(SiloFixture fixture)
{
    private readonly string _name = $"counter-{Guid.NewGuid():N}";

    public static TheoryData<string> Keys => ["lab/100", "100", "3b9c9f7e-6d5b-4d0c-9d0e-0f3d4c8f2a11", "100+x", "O'Brien – ✓"];

    private IGrainStorage Storage => fixture.Silo.Services.GetRequiredKeyedService<IGrainStorage>("state");

    [Theory, MemberData(nameof(Keys))]
    public async Task Every_kind_of_key_finds_its_own_state(string key)
    {
        await Write(key, new GrainState<Counter>(new Counter { Value = 7, Note = key }));
        await Write("another", new GrainState<Counter>(new Counter { Value = 8 }));
        var read = await Read(key);
        (read.State!.Value, read.State!.Note, read.RecordExists).ShouldBe((7, key, true));
    }

    [Fact]
    public async Task States_of_one_key_under_two_names_are_apart()
    {
        await Write("a", new GrainState<Counter>(new Counter { Value = 1 }), "one");
        await Write("a", new GrainState<Counter>(new Counter { Value = 2 }), "two");
        (await Read("a", "one")).State!.Value.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_never_written_does_not_exist()
    {
        var read = await Read("a");
        (read.RecordExists, read.ETag).ShouldBe((false, null));
    }

    [Fact]
    public async Task A_stale_update_is_refused_and_changes_nothing()
    {
        var first = new GrainState<Counter>(new Counter { Value = 1 });
        await Write("a", first);
        var stale = await Read("a");
        first.State!.Value = 2;
        await Write("a", first);
        stale.State!.Value = 9;
        await Should.ThrowAsync<InconsistentStateException>(Write("a", stale));
        (await Read("a")).State!.Value.ShouldBe(2);
    }

    [Fact]
    public async Task A_second_insert_is_refused_and_changes_nothing()
    {
        await Write("a", new GrainState<Counter>(new Counter { Value = 1 }));
        await Should.ThrowAsync<InconsistentStateException>(Write("a", new GrainState<Counter>(new Counter { Value = 9 })));
        (await Read("a")).State!.Value.ShouldBe(1);
    }

    [Fact]
    public async Task A_stale_clear_is_refused_and_changes_nothing()
    {
        var first = new GrainState<Counter>(new Counter { Value = 1 });
        await Write("a", first);
        var stale = await Read("a");
        await Write("a", first);
        await Should.ThrowAsync<InconsistentStateException>(Clear("a", stale));
        (await Read("a")).RecordExists.ShouldBeTrue();
    }

    [Fact]
    public async Task An_update_of_what_was_cleared_meanwhile_is_refused()
    {
        var first = new GrainState<Counter>(new Counter { Value = 1 });
        await Write("a", first);
        var stale = await Read("a");
        await Clear("a", first);
        await Should.ThrowAsync<InconsistentStateException>(Write("a", stale));
        await Should.ThrowAsync<InconsistentStateException>(Clear("a", stale));
        (await Read("a")).RecordExists.ShouldBeFalse();
    }

    [Fact]
    public async Task Of_concurrent_first_inserts_one_wins()
    {
        for (var round = 0; round < 20; round++)
        {
            var key = $"first-{round}";
            var wins =
                await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Wins(key, new GrainState<Counter>(new Counter { Value = i }), i)));
            (await Read(key)).State!.Value.ShouldBe(wins.Single(win => win > 0));
        }
    }

    [Fact]
    public async Task Concurrent_increments_are_as_many_as_were_acknowledged()
    {
        await Write("a", new GrainState<Counter>(new Counter()));
        var wins = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var won = 0;
            for (var i = 0; i < 40; i++)
            {
                var state = await Read("a");
                state.State!.Value++;
                won += await Wins("a", state, 1);
            }

            return won;
        })));
        (await Read("a")).State!.Value.ShouldBe(wins.Sum());
        wins.Sum().ShouldBeGreaterThanOrEqualTo(40);
    }

    [Fact]
    public async Task State_that_gained_lost_and_renamed_fields_is_still_read()
    {
        await Write("a", new GrainState<Counter>(new Counter { Value = 5, Note = "dropped later" }));
        var later = new GrainState<LaterCounter>();
        await Storage.ReadStateAsync(_name, Id("a"), later);
        (later.State!.Count, later.State!.Labels.Count).ShouldBe((5, 0));
    }

    private static GrainId Id(string key) => GrainId.Create("test", key);

    private Task Write(string key, GrainState<Counter> state, string part = "") => Storage.WriteStateAsync(_name + part, Id(key), state);

    private Task Clear(string key, GrainState<Counter> state) => Storage.ClearStateAsync(_name, Id(key), state);

    private async Task<int> Wins(string key, GrainState<Counter> state, int value)
    {
        try
        {
            await Write(key, state);
            return value;
        }
        catch (InconsistentStateException)
        {
            return 0;
        }
    }

    private async Task<GrainState<Counter>> Read(string key, string part = "")
    {
        var state = new GrainState<Counter>();
        await Storage.ReadStateAsync(_name + part, Id(key), state);
        return state;
    }
}
