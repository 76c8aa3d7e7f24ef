using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Tests.Identity;

public sealed class IdTests
{
    private static readonly Gen<ClusterName> Cluster =
        Gen.Char["abcxyz0189-"].Array[1, 40].Select(chars => ClusterName.Parse(new string(chars)));
    private static readonly Gen<string> NodeName = Gen.Char["abcxyzABC0189-"].Array[1, 30].Select(chars => new string(chars));

    [Fact]
    public void Ids_read_back_what_they_write() =>
        Gen.Select(Cluster, NodeName, Gen.Int[100, 999_999_999]).Sample((cluster, node, vmid) =>
        {
            ClusterName.Parse(cluster.ToString()).ShouldBe(cluster);
            NodeId.Parse(new NodeId(cluster, node).ToString()).ShouldBe(new NodeId(cluster, node));
            GuestId.Parse(new GuestId(cluster, vmid).ToString()).ShouldBe(new GuestId(cluster, vmid));
            EntityId.Of(new GuestId(cluster, vmid)).Vmid.ShouldBe(vmid);
        });

    [Theory]
    [InlineData("")]
    [InlineData("Lab")]
    [InlineData("lab_1")]
    [InlineData("lab ")]
    [InlineData("lab\n")]
    [InlineData("\nlab")]
    [InlineData("lab/pve1")]
    [InlineData("läb")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData(null)]
    public void Other_texts_are_no_cluster_names(string? text)
    {
        ClusterName.TryParse(text, null, out var name).ShouldBeFalse();
        name.ShouldBe(default);
        Should.Throw<FormatException>(() => ClusterName.Parse(text!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("lab")]
    [InlineData("lab/")]
    [InlineData("/pve1")]
    [InlineData("lab/pve1/local")]
    [InlineData("LAB/pve1")]
    [InlineData(null)]
    public void Other_texts_are_no_node_ids(string? text)
    {
        NodeId.TryParse(text, null, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => NodeId.Parse(text!));
    }

    [Theory]
    [InlineData("lab/pve1")]
    [InlineData("lab/0")]
    [InlineData("lab/-100")]
    [InlineData("lab/+100")]
    [InlineData("lab/ 100")]
    [InlineData("lab/1e3")]
    [InlineData("lab/99999999999")]
    [InlineData("100")]
    [InlineData(null)]
    public void Other_texts_are_no_guest_ids(string? text)
    {
        GuestId.TryParse(text, null, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => GuestId.Parse(text!));
    }

    [Fact]
    public void Entities_are_written_as_the_contract_says()
    {
        EntityId.Of(Given.Lab).ToString().ShouldBe("lab");
        EntityId.Of(Given.Node).ToString().ShouldBe("lab/pve1");
        EntityId.Of(Given.Guest).ToString().ShouldBe("lab/100");
        EntityId.Storage(Given.Lab, "pve1", "local").ToString().ShouldBe("lab/pve1/local");
        EntityId.Storage(Given.Lab, null, "ceph-vm").ToString().ShouldBe("lab/shared/ceph-vm");
        EntityId.Service(Given.Node, "pveproxy").ToString().ShouldBe("lab/pve1/pveproxy");
        EntityId.Certificate(Given.Node, "pve-ssl.pem").ToString().ShouldBe("lab/pve1/pve-ssl.pem");
        EntityId.Of(Given.Node).Vmid.ShouldBeNull();
    }

    [Fact]
    public void An_incident_key_names_condition_and_entity() =>
        IncidentKey.Of(ConditionType.VmCrashed, EntityId.Of(Given.Guest)).ShouldBe("VM_CRASHED:lab/100");
}
