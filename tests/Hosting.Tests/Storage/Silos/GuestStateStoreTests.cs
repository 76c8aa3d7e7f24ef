using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Hosting.Tests.Storage.Silos;

/// <summary>States of guests, many at once, beside the grain storage that guests' grains use.</summary>
public abstract class GuestStateStoreTests(SiloFixture fixture)
{
    private readonly ClusterName _cluster = ClusterName.Parse($"c{Guid.NewGuid():N}"[..20]);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IGuestStateStore States => fixture.Silo.Services.GetRequiredService<IGuestStateStore>();

    private IGrainStorage Grains => fixture.Silo.Services.GetRequiredKeyedService<IGrainStorage>("state");

    [Fact]
    public async Task States_are_found_as_they_were_added_and_guests_without_one_are_left_out()
    {
        (await States.AddAsync(_cluster, Of(100, 101, 1000), Stop)).ShouldBeEmpty();

        var found = await States.FindAsync(_cluster, [100, 1000, 102], Stop);

        found.Keys.Order().ShouldBe([100, 1000]);
        found[1000].ShouldBeEquivalentTo(State(1000));
    }

    [Fact]
    public async Task A_guests_grain_reads_what_was_added()
    {
        await States.AddAsync(_cluster, Of(100), Stop);

        var read = await Read(100);

        (read.RecordExists, read.State!.Value!.Name).ShouldBe((true, "guest-100"));
    }

    [Fact]
    public async Task What_a_guests_grain_wrote_is_found_and_is_not_overwritten()
    {
        await Write(100, new() { State = new() { Value = State(100) with { Name = "renamed" } } });

        (await States.AddAsync(_cluster, Of(100, 101), Stop)).ShouldBe([100]);

        var found = await States.FindAsync(_cluster, [100, 101], Stop);
        (found[100].Name, found[101].Name).ShouldBe(("renamed", "guest-101"));
    }

    [Fact]
    public async Task A_grain_that_read_no_state_before_one_was_added_cannot_overwrite_it()
    {
        var stale = await Read(100);
        await States.AddAsync(_cluster, Of(100), Stop);

        stale.State = new() { Value = State(100) with { Name = "stale" } };
        await Should.ThrowAsync<InconsistentStateException>(Write(100, stale));

        (await Read(100)).State!.Value!.Name.ShouldBe("guest-100");
    }

    [Fact]
    public async Task A_grain_goes_on_writing_and_clearing_what_was_added()
    {
        await States.AddAsync(_cluster, Of(100), Stop);
        var state = await Read(100);

        state.State!.Value = State(100) with { Name = "renamed" };
        await Write(100, state);
        (await States.FindAsync(_cluster, [100], Stop))[100].Name.ShouldBe("renamed");
        await Grains.ClearStateAsync("guest", Id(100), state);

        (await States.FindAsync(_cluster, [100], Stop)).ShouldBeEmpty();
        (await States.AddAsync(_cluster, Of(100), Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_that_add_the_same_guests_at_once_each_guest_is_added_by_one()
    {
        var vmids = Enumerable.Range(100, 500).ToArray();

        var left = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => States.AddAsync(_cluster, Of(vmids), Stop))));

        vmids.ShouldAllBe(vmid => left.Count(each => !each.Contains(vmid)) == 1);
    }

    [Fact]
    public async Task A_state_that_cannot_be_read_hides_no_other()
    {
        await States.AddAsync(_cluster, Of(100, 101), Stop);
        await Grains.WriteStateAsync("guest", Id(102), new GrainState<string>("no state of a guest"));

        (await States.FindAsync(_cluster, [100, 101, 102], Stop)).Keys.Order().ShouldBe([100, 101]);
    }

    [Fact]
    public async Task Guests_of_a_cluster_with_a_longer_name_are_others()
    {
        await States.AddAsync(ClusterName.Parse($"{_cluster}b"), Of(100), Stop);

        (await States.FindAsync(_cluster, [100], Stop)).ShouldBeEmpty();
    }

    private static Dictionary<int, GuestState> Of(params int[] vmids) => vmids.ToDictionary(vmid => vmid, State);

    private static GuestState State(int vmid) => new()
    {
        Kind = GuestKind.Vm,
        Status = GuestStatus.Running,
        Since = new(2026, 3, 29, 12, 0, 0, TimeSpan.Zero),
        Node = "pve1",
        Name = $"guest-{vmid}",
    };

    private GrainId Id(int vmid) => GrainId.Create("vm", new GuestId(_cluster, vmid).ToString());

    private Task Write(int vmid, GrainState<StoredValue<GuestState>> state) => Grains.WriteStateAsync("guest", Id(vmid), state);

    private async Task<GrainState<StoredValue<GuestState>>> Read(int vmid)
    {
        var state = new GrainState<StoredValue<GuestState>>();
        await Grains.ReadStateAsync("guest", Id(vmid), state);
        return state;
    }
}
