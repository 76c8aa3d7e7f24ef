using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Api.History;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.History;

namespace OrleansMonitor.Api.Tests;

/// <summary>A read of the history that nobody waits for any more ends in the database too.</summary>
public sealed class HistoryReaderTests(WatchingApp shared) : IClassFixture<WatchingApp>
{
    private static readonly EntityId Node = EntityId.Of(new NodeId(ClusterName.Parse("lab"), "pve1"));

    private readonly HangingHistory _store = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Fact]
    public async Task A_read_that_takes_too_long_is_given_up_and_said_to_be_an_outage()
    {
        var read = Reader().Read(Node, HistoryRange.Day, CancellationToken.None);
        await _store.Asked.Task.WaitAsync(TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromSeconds(10));

        await Should.ThrowAsync<StoreUnavailableException>(read);
        _store.Stop.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task A_read_whose_client_has_gone_is_given_up_at_once()
    {
        using var client = new CancellationTokenSource();
        var read = Reader().Read(Node, HistoryRange.Day, client.Token);
        await _store.Asked.Task.WaitAsync(TestContext.Current.CancellationToken);

        await client.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(read);
        _store.Stop.IsCancellationRequested.ShouldBeTrue();
    }

    private HistoryReader Reader() => new(
        _store, shared.App.Service<IGrainFactory>(), shared.App.Service<HistoryMeter>(), _time, NullLogger<HistoryReader>.Instance);

    private sealed class HangingHistory : IHistoryStore
    {
        public TaskCompletionSource Asked { get; } = new();

        public CancellationToken Stop { get; private set; }

        public async Task<IReadOnlyList<StoredBlock>> ReadAsync(HistoryQuery query, CancellationToken cancellation)
        {
            Stop = cancellation;
            Asked.SetResult();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return [];
        }

        public Task AppendAsync(ClusterName cluster, IReadOnlyList<StoredBlock> blocks, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<ClusterName>> ListClustersAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<int>> ListPartsAsync(ClusterName cluster, long from, long to, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<long?> FindLastAsync(
            ClusterName cluster, HistoryResolution resolution, long until, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<int> CleanUpAsync(
            ClusterName cluster, HistoryResolution resolution, long before, CancellationToken cancellation) =>
            throw new NotSupportedException();
    }
}
