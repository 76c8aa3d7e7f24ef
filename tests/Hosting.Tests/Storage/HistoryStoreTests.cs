using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Identity;

namespace OrleansMonitor.Hosting.Tests.Storage;

/// <summary>What every database must do with history.</summary>
public abstract class HistoryStoreTests(IStorageUnderTest storage) : IDisposable
{
    private static readonly ClusterName Lab = ClusterName.Parse("lab");
    private static readonly ClusterName Other = ClusterName.Parse("other");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Blocks_come_back_as_they_were_stored_also_after_a_restart()
    {
        await storage.History.AppendAsync(Lab, [Minutes(1, 600, 1, 2, 3), Minutes(0, 0, 9)], Stop);
        storage.Reopen();

        var read = await Read(Lab, HistoryResolution.Minutes, [0, 1]);

        read.Select(block => (block.Resolution, block.Part, block.Start)).ShouldBe(
            [(HistoryResolution.Minutes, 0, 0L), (HistoryResolution.Minutes, 1, 600L)]);
        read[1].Payload.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_block_that_is_stored_again_replaces_the_first()
    {
        await storage.History.AppendAsync(Lab, [Minutes(0, 0, 1)], Stop);
        await storage.History.AppendAsync(Lab, [Minutes(0, 0, 2), Minutes(0, 60, 3)], Stop);

        (await Read(Lab, HistoryResolution.Minutes, [0])).Select(block => block.Payload.Single()).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task Only_the_parts_resolution_period_and_cluster_that_were_asked_for_are_read()
    {
        await storage.History.AppendAsync(
            Lab, [Minutes(0, 0, 1), Minutes(0, 60, 2), Minutes(0, 120, 3), Minutes(7, 60, 4), Days(0, 60, 5)], Stop);
        await storage.History.AppendAsync(Other, [Minutes(0, 60, 6)], Stop);

        var read = await storage.History.ReadAsync(new(Lab, HistoryResolution.Minutes, [0, 5], 60, 120), Stop);

        read.ShouldHaveSingleItem().Payload.ShouldBe([2]);
        (await storage.History.ListPartsAsync(Lab, 60, 120, Stop)).ShouldBe([0, 7]);
        (await storage.History.FindLastAsync(Lab, HistoryResolution.Days, 1000, Stop)).ShouldBe(60);
        (await storage.History.FindLastAsync(Lab, HistoryResolution.Days, 60, Stop)).ShouldBe(60);
        (await storage.History.FindLastAsync(Lab, HistoryResolution.Days, 59, Stop)).ShouldNotBe(60, "it begins later");
        (await storage.History.FindLastAsync(Lab, HistoryResolution.Hours, 1000, Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Clusters_with_a_history_are_listed_once()
    {
        (await storage.History.ListClustersAsync(Stop)).ShouldBeEmpty();
        await storage.History.AppendAsync(Other, [Minutes(0, 0, 1), Days(3, 60, 1)], Stop);
        await storage.History.AppendAsync(Lab, [Minutes(0, 0, 1)], Stop);

        (await storage.History.ListClustersAsync(Stop)).ShouldBe([Lab, Other]);
    }

    [Fact]
    public async Task Old_blocks_of_one_resolution_are_deleted_in_several_transactions_and_others_stay()
    {
        var minutes = Enumerable.Range(0, 450).Select(at => Minutes(at % 3, at * 60, 1));
        await storage.History.AppendAsync(Lab, [.. minutes, Days(0, 0, 1)], Stop);
        await storage.History.AppendAsync(Other, [Minutes(0, 0, 1)], Stop);

        (await storage.History.CleanUpAsync(Lab, HistoryResolution.Minutes, 440 * 60, Stop)).ShouldBe(440);

        (await Read(Lab, HistoryResolution.Minutes, [0, 1, 2])).Count.ShouldBe(10);
        (await Read(Lab, HistoryResolution.Days, [0])).ShouldHaveSingleItem();
        (await Read(Other, HistoryResolution.Minutes, [0])).ShouldHaveSingleItem();
    }

    public void Dispose()
    {
        storage.Dispose();
        GC.SuppressFinalize(this);
    }

    private static StoredBlock Minutes(int part, long start, params byte[] payload) => new(HistoryResolution.Minutes, part, start, payload);

    private static StoredBlock Days(int part, long start, params byte[] payload) => new(HistoryResolution.Days, part, start, payload);

    private Task<IReadOnlyList<StoredBlock>> Read(ClusterName cluster, HistoryResolution resolution, int[] parts) =>
        storage.History.ReadAsync(new(cluster, resolution, [.. parts], 0, long.MaxValue), Stop);
}
