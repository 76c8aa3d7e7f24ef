using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;
using OrleansMonitor.Grains.Incidents;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>The stored state of a cluster: findings are stored, then delivered, then marked as delivered.</summary>
internal sealed class ClusterRecord(LazyPersistentState<ClusterState> stored, FindingDelivery delivery, TimeProvider time)
{
    // What is not delivered in time stays in the outbox until the next commit.
    private static readonly TimeSpan DeliveryLimit = TimeSpan.FromSeconds(10);

    private Task _delivery = Task.CompletedTask;
    private (bool Read, ImmutableArray<string> Lost)? _permissions;

    public ClusterState State =>
        _permissions is { } read ? Stored with { AccessRead = Stored.AccessRead || read.Read, LostPermissions = read.Lost } : Stored;

    private ClusterState Stored => stored.Value ?? new();

    public ConditionLedger Ledger => State.Ledger;

    /// <summary>Reads the stored state. Fails while the database is unavailable.</summary>
    public Task Read() => stored.Read();

    public async Task Commit(
        ConditionLedger ledger, ClusterSnapshot snapshot, DateTimeOffset? seenAt = null,
        ImmutableDictionary<string, TimeSpan>? skews = null)
    {
        var next = State with
        {
            Ledger = ledger,
            SeenAt = seenAt ?? State.SeenAt,
            Standalone = snapshot.Nodes.IsEmpty ? State.Standalone : snapshot.Nodes.Length == 1,
        };
        if (seenAt is not null)
            next = next with
            {
                Paces = Paces(snapshot),
                ClockSkews = skews ?? State.ClockSkews.Clear(),
                GoodAt = LastWatch.Unwatched(State, snapshot),
            };
        await Outbox.Commit(ledger, current => stored.Replace(next with { Ledger = current }), Deliver);
    }

    private async Task Deliver(IReadOnlyList<Finding> findings)
    {
        if (!_delivery.IsCompleted) throw new TimeoutException("An earlier delivery is still open.");
        _delivery = delivery.Deliver(findings);
        try
        {
            await _delivery.WaitAsync(DeliveryLimit, time);
        }
        catch (TimeoutException late) when (!_delivery.IsCompleted)
        {
            _delivery.Ignore();
            throw new TimeoutException(
                $"What was judged of the cluster could not be delivered within {DeliveryLimit.TotalSeconds:0} s.", late);
        }
    }

    private ImmutableDictionary<string, TimeSpan> Paces(ClusterSnapshot snapshot)
    {
        // Without rows since the start, what is stored is the latest.
        if (snapshot.Nodes.IsEmpty) return State.Paces;
        var now = snapshot.Nodes.Where(node => node.Pulse.Pace is not null)
            .ToImmutableDictionary(
                node => node.Sample.Node, node => TimeSpan.FromSeconds(Math.Ceiling(node.Pulse.Pace!.Value.TotalSeconds)),
                StringComparer.Ordinal);
        return now.Count == State.Paces.Count && now.All(pace => State.Paces.Contains(pace)) ? State.Paces : now;
    }

    /// <summary>Records lost permissions; stored with the next commit.</summary>
    public void RecordPermissions(AccessReport? before, AccessReport report) =>
        _permissions = (true, PermissionLoss.Lost(State, before, report));

    /// <summary>Stores which missing permissions were published.</summary>
    public Task SaveMissingPermissions(AccessReport report) => stored.Replace(State with
    {
        MissingPermissions = AccessEvent.ReportedKeys(State, report),
        MissingPermissionReports = State.MissingPermissionReports + 1,
    });
}
