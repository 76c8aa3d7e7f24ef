using System.Collections.Immutable;
using OrleansMonitor.Dashboard.Inventory;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Dashboard.Storages;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Api.Tests;

/// <summary>How the table of storages is made, searched and sorted.</summary>
public sealed class StorageListTests
{
    private static readonly ClusterName Name = ClusterName.Parse("lab");
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_shared_storage_is_one_line_with_the_figures_of_its_fullest_fresh_node_and_a_local_one_is_a_line_per_node()
    {
        var lines = Lines(
            Cluster(NodeStatus.Online, NodeStatus.Offline),
            Row("pve1", "nfs", 40, shared: true), Row("pve2", "nfs", 90, shared: true), Row("pve1", "local", 20), Row("pve2", "local", 30));

        lines.Select(line => $"{line.Id} {line.Nodes} {line.Share} {line.Status}").ShouldBe(
            ["lab/shared/nfs pve1, pve2 0.4 available", "lab/pve2/local pve2 0.3 unknown", "lab/pve1/local pve1 0.2 available"]);
        lines.Select(line => line.IsStale).ShouldBe([false, true, false]);
    }

    [Fact]
    public void What_a_node_says_of_a_shared_storage_is_its_condition_and_comes_first()
    {
        var down = new ActiveCondition(
            ConditionType.StorageUnavailable, EntityId.Storage(Name, "pve2", "nfs"), Severity.Error, Now, "it is enabled but inactive");
        var lines = Lines(
            Cluster([down], NodeStatus.Online, NodeStatus.Online),
            Row("pve1", "nfs", 40, shared: true), Row("pve2", "nfs", null, shared: true), Row("pve1", "local", 99));

        lines.Select(line => $"{line.Name} {line.Status} {line.Dot} {line.Conditions.Length}")
            .ShouldBe(["nfs partly available bad 1", "local available ok 0"]);
    }

    [Theory]
    [InlineData("is:full", "big")]
    [InlineData("-is:shared type:dir", "small")]
    [InlineData("content:backup", "big")]
    [InlineData("node:pve1 small", "small")]
    [InlineData("status:not_available", "off")]
    public void Words_of_a_search_narrow_the_lines(string text, string found) =>
        string.Join(' ', Lines(Cluster(NodeStatus.Online),
            Row("pve1", "big", 90, shared: true) with { Content = "images,backup" }, Row("pve1", "small", 10) with { Type = "dir" },
            Row("pve1", "off", null))
            .Where(new StorageQuery(text).Matches).Select(line => line.Name)).ShouldBe(found);

    [Theory]
    [InlineData(null, "big small off")]
    [InlineData("used", "small big off")]
    [InlineData("-name", "small off big")]
    [InlineData("free", "big small off")]
    public void Lines_without_a_value_come_last(string? sort, string order) =>
        string.Join(' ', StorageList.Sort(
            Lines(Cluster(NodeStatus.Online), Row("pve1", "small", 10), Row("pve1", "off", null), Row("pve1", "big", 90)),
            SortChoice.Parse(sort)).Select(line => line.Name)).ShouldBe(order);

    private static List<StorageLine> Lines(ClusterPicture cluster, params StorageSample[] rows) =>
        StorageList.Sort(StorageList.Of([cluster with { Storages = [.. rows] }]), default);

    private static ClusterPicture Cluster(params NodeStatus[] nodes) => Cluster([], nodes);

    private static ClusterPicture Cluster(ImmutableArray<ActiveCondition> conditions, params NodeStatus[] nodes) => new(
        Name, 1, ClusterHeader.Waiting with { State = PollState.Ok },
        [
            .. nodes.Select((status, at) => new NodeEntry(
                new() { Node = $"pve{at + 1}", Status = status }, Now, at == 1 ? conditions : [], new(null, Now, default, false))),
        ], [], []);

    private static StorageSample Row(string node, string name, int? percent, bool shared = false) => new()
    {
        Node = node,
        Storage = name,
        Shared = shared,
        Active = percent is not null,
        Used = percent,
        Total = percent is null ? null : 100,
    };
}
