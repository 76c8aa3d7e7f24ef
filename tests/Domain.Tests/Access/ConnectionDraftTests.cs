using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Domain.Tests.Access;

/// <summary>Connections as people write them.</summary>
public sealed class ConnectionDraftTests
{
    private static readonly ConnectionText Good =
        new("lab", ["10.0.0.1"], [], "monitor@pve!read", "5ec2e7aa", null, null);

    [Theory]
    [InlineData("10.0.0.1", "https://10.0.0.1:8006/")]
    [InlineData(" pve1.example ", "https://pve1.example:8006/")]
    [InlineData("pve1:9000", "https://pve1:9000/")]
    [InlineData("https://pve1", "https://pve1:8006/")]
    [InlineData("https://proxy.example:443/pve", "https://proxy.example/pve")]
    [InlineData("https://proxy.example/pve", "https://proxy.example:8006/pve")]
    [InlineData("[fd00::1]", "https://[fd00::1]:8006/")]
    public void An_address_without_a_port_means_8006(string text, string address)
    {
        ProxmoxAddress.TryParse(text, out var read, out _).ShouldBeTrue();
        read.ToString().ShouldBe(address);
    }

    [Theory]
    [InlineData("http://10.0.0.1:8006", "travel in the clear")]
    [InlineData("ftp://10.0.0.1", "not an https address")]
    [InlineData("https://root:secret@10.0.0.1", "not an https address")]
    [InlineData("https://10.0.0.1/?a=b", "not an https address")]
    [InlineData("", "not an https address")]
    public void What_is_no_address_is_refused_with_the_reason(string text, string reason)
    {
        ProxmoxAddress.TryParse(text, out _, out var problem).ShouldBeFalse();
        problem.ShouldContain(reason);
    }

    [Fact]
    public void Addresses_that_are_the_same_have_one_form() =>
        ProxmoxAddress.Normalise(new("https://PVE1.example.:8006/")).ShouldBe(ProxmoxAddress.Normalise(new("https://pve1.example:8006")));

    [Fact]
    public void A_good_one_is_read()
    {
        var pin = string.Concat(Enumerable.Repeat("ab", 32));
        var (draft, problem) = ConnectionDraft.Read(Good with
        {
            Endpoints = ["10.0.0.1", "https://10.0.0.1:8006"],
            Fingerprints = [pin],
            ActTokenId = "monitor-act@pve!act",
            ActTokenSecret = " ac7 ",
        });

        problem.ShouldBeNull();
        draft!.Endpoints.ShouldHaveSingleItem();
        draft.Fingerprints.ShouldHaveSingleItem().ShouldStartWith("AB:AB:");
        draft.ActToken.ShouldBe(new("monitor-act@pve!act", "ac7"));
        draft.ToString().ShouldNotContain("5ec2e7aa");
    }

    public static TheoryData<ConnectionText, string> Bad => new()
    {
        { Good with { Name = "Lab" }, "name is not" },
        { Good with { Endpoints = [] }, "endpoints is not a list" },
        { Good with { Endpoints = ["http://10.0.0.1"] }, "endpoints: 'http://10.0.0.1' is not encrypted" },
        { Good with { Endpoints = ["https://a:hidden@10.0.0.1"] }, "endpoints: '…' is not" },
        { Good with { Fingerprints = ["AA:BB"] }, "fingerprints holds one" },
        { Good with { TokenId = "monitor@pve" }, "tokenId is not" },
        { Good with { TokenSecret = "a b" }, "tokenSecret holds" },
        { Good with { ActTokenSecret = "a" }, "actTokenId is not" },
    };

    [Theory, MemberData(nameof(Bad))]
    public void A_bad_one_is_refused_with_the_member(ConnectionText text, string reason)
    {
        var (draft, problem) = ConnectionDraft.Read(text);

        draft.ShouldBeNull();
        problem.ShouldNotBeNull().ShouldStartWith(reason);
        problem.ShouldNotContain("hidden");
    }
}
