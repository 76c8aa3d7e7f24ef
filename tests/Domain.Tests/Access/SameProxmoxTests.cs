using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Domain.Tests.Access;

public sealed class SameProxmoxTests
{
    private static readonly ImmutableArray<ClusterName> Configured =
        [ClusterName.Parse("one"), ClusterName.Parse("two"), ClusterName.Parse("three")];
    private static readonly string[] Nodes = ["pve1", "pve2", "pve3"];

    [Fact]
    public void Clusters_whose_names_members_and_numbers_are_alike_are_told_apart_by_their_authority()
    {
        var identities = Enumerable.Range(0, 10).Select(i => SameProxmox.Identity("lab", Nodes, [Authority($"AA:{i}")]));

        identities.Distinct().Count().ShouldBe(10);
    }

    [Fact]
    public void The_order_of_the_nodes_and_the_case_of_the_fingerprint_do_not_matter() =>
        SameProxmox.Identity("lab", Nodes.Reverse(), [new("pve-ssl.pem", null, null, "11:22"), Authority("aa:bb")])
        .ShouldBe(SameProxmox.Identity("lab", Nodes, [Authority("AA:BB")]));

    [Fact]
    public void A_node_s_own_certificate_makes_no_identity() =>
    SameProxmox.Identity("lab", Nodes, [new("pve-ssl.pem", null, null, "11:22")]).ShouldBeNull();

    [Theory]
    [InlineData("one", "x x x", "one")]
    [InlineData("two", "x x -", "same as one")]
    [InlineData("three", "x y x", "same as one")]
    [InlineData("three", "y x x", "same as two")]
    [InlineData("two", "x y y", "alone")]
    [InlineData("two", "x ? -", "alone")]
    [InlineData("two", "x - -", "unknown")]
    [InlineData("two", "- x -", "unknown")]
    [InlineData("two", "? x -", "alone")]
    [InlineData("three", "x - y", "unknown")]
    public void The_first_configured_is_acted_on_and_what_is_not_known_is_nobody_s_licence(string cluster, string known, string expected)
    {
        // A dash was not looked at yet, a question mark cannot be read.
        var identities = Configured.Zip(known.Split(' ')).Where(pair => pair.Second != "-")
            .ToDictionary(pair => pair.First, pair => pair.Second == "?" ? null : pair.Second);

        var verdict = SameProxmox.Judge(ClusterName.Parse(cluster), Configured, identities, _ => true);

        (verdict switch { { Known: false } => "unknown", { Of: { } other } => $"same as {other}", _ => cluster == "one" ? "one" : "alone" })
            .ShouldBe(expected);
    }

    [Fact]
    public void One_that_does_not_answer_is_not_waited_for() =>
        SameProxmox.Judge(Configured[1], Configured, new Dictionary<ClusterName, string?> { [Configured[1]] = "x" }, _ => false)
        .ShouldBe(DuplicateVerdict.Alone);

    private static OrleansMonitor.Domain.Observations.CertificateSample Authority(string fingerprint) =>
        new("pve-root-ca.pem", null, null, fingerprint);
}
