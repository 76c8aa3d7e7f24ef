using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Tests.Identity;

/// <summary>What a thing is belongs to its text: two things never share one, and each text reads back.</summary>
public sealed class EntityTextProperties
{
    // Few names, so that nodes, guests, storages and services meet in them.
    private static readonly Gen<string> Name =
        Choice.Of("100", "104", "1", "099", "2147483648", "shared", "pve1", "node", "cron", "monitor", "1000000000");
    private static readonly Gen<ClusterName> Cluster =
        Choice.Of("lab", "104", "shared", "monitor", "node").Select(name => ClusterName.Parse(name));

    private static readonly Gen<(EntityId Entity, ConditionType Condition)> Things =
        Gen.Select(Cluster, Name, Name, Gen.Int[0, 6], (cluster, node, name, kind) => kind switch
    {
        0 => (EntityId.Of(cluster), ConditionType.BackupFailed),
        1 => (EntityId.Of(new NodeId(cluster, node)), ConditionType.BackupFailed),
        2 => (EntityId.Of(new GuestId(cluster, 100 + (name.Length * 4))), ConditionType.BackupFailed),
        3 => (EntityId.Storage(cluster, node, name), ConditionType.StorageHigh),
        4 => (EntityId.Storage(cluster, null, name), ConditionType.StorageHigh),
        5 => (EntityId.Service(new(cluster, node), name), ConditionType.ServiceDown),
        _ => (EntityId.Certificate(new(cluster, node), name), ConditionType.CertExpiring),
    });

    [Fact]
    public void Two_things_never_share_an_incident_s_key() =>
        Gen.Select(Things, Things).Sample((one, other) =>
        {
            if (one.Entity != other.Entity)
                IncidentKey.Of(one.Condition, one.Entity).ShouldNotBe(IncidentKey.Of(other.Condition, other.Entity));
        }, iter: 20_000);

    [Fact]
    public void Every_text_reads_back_as_the_thing_that_wrote_it() =>
        Things.Sample(thing => EntityId.Find(thing.Entity.ToString(), thing.Entity.Kind).ShouldBe(thing.Entity), iter: 5_000);

    [Theory]
    [InlineData("104", "lab/node:104")]
    [InlineData("shared", "lab/node:shared")]
    [InlineData("1", "lab/1")]
    [InlineData("099", "lab/099")]
    [InlineData("pve1", "lab/pve1")]
    public void Only_a_node_whose_name_reads_as_something_else_is_marked(string name, string text)
    {
        var node = new NodeId(Given.Lab, name);
        node.ToString().ShouldBe(text);
        NodeId.Parse(text).ShouldBe(node);
        EntityId.Of(node).ToString().ShouldBe(text);
        EntityId.Storage(Given.Lab, name, "local").ToString().ShouldBe($"{text}/local");
        new EntitySelector(SelectorKind.Node, Given.Lab, name).ToString().ShouldBe($"node {text}");
    }

    [Fact]
    public void A_node_s_text_is_no_guest_s_and_where_a_node_is_asked_for_its_bare_name_will_do()
    {
        GuestId.TryParse("lab/node:104", null, out _).ShouldBeFalse();
        NodeId.Parse("lab/104").ShouldBe(new(Given.Lab, "104"));
        EntityId.Find("lab/104", EntityKind.Storage).ShouldBe(EntityId.Of(new GuestId(Given.Lab, 104)));
        foreach (var text in new[] { "lab/", "/104", "lab//x", "lab/node:", "lab/node:/x", "lab/shared", "Lab/x", "lab/a/b/c", "" })
            EntityId.Find(text, EntityKind.Storage).ShouldBeNull(text);
    }
}
