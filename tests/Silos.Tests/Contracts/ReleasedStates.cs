using System.Collections.Immutable;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Clusters;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Domain.Rules.Nodes;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Silos.Tests.Contracts;

/// <summary>
/// The states that version 0.1.0 stored, as it would write them. Do not change: the files beside are their bytes, and stay as they are.
/// </summary>
internal static class ReleasedStates
{
    public const string Version = "0.1.0";

    private static readonly DateTimeOffset At = new(2026, 3, 29, 12, 0, 0, 123, TimeSpan.Zero);
    private static readonly GuestId Guest = new(ClusterName.Parse("lab"), 100);

    public static StoredValue<GuestState> GuestState { get; } = new()
    {
        Value = new()
        {
            Kind = GuestKind.Container,
            Status = GuestStatus.Stopped,
            Since = At,
            Node = "pve1",
            Name = "web",
            Template = false,
            Ledger = Ledger(EntityId.Of(Guest)),
        },
    };

    public static StoredValue<NodeState> NodeState { get; } = new()
    {
        Value = new()
        {
            Status = NodeStatus.Online,
            Since = At,
            Ledger = Ledger(EntityId.Of(new NodeId(ClusterName.Parse("lab"), "pve1")))
        },
    };

    public static StoredValue<ClusterState> ClusterState { get; } = new()
    {
        Value = new() { SeenAt = At, Ledger = Ledger(EntityId.Of(ClusterName.Parse("lab"))) },
    };

    public static StoredValue<AutonomySettings> Autonomy { get; } =
        new() { Value = new(AutonomyLevel.ActAndReport, new(Active: true, "alice", "testing", At)) };

    private static ConditionLedger Ledger(EntityId entity) => new()
    {
        Revision = 7,
        Active = [new(ConditionType.VmCrashed, entity, Severity.Error, At, "it stopped", 0.5)],
        Outbox =
        [
            new()
            {
                Id = "lab/100#7", Kind = FindingKind.Raised, Entity = entity, Node = "pve1", At = At, Severity = Severity.Error,
                Condition = ConditionType.VmCrashed, IsThreshold = true,
                Title = "crashed", Reason = "it stopped", Details = ImmutableDictionary<string, string>.Empty.Add("from", "running"),
                Since = At,
            },
        ],
    };
}
