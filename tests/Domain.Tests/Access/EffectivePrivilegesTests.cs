using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Privileges;

namespace OrleansMonitor.Domain.Tests.Access;

/// <summary>How an answer of <c>/access/permissions</c> is read; the answers are a real cluster's.</summary>
public sealed class EffectivePrivilegesTests
{
    [Fact]
    public void A_path_that_is_always_looked_at_and_is_missing_holds_nothing()
    {
        var held = Recorded("poweronly-vms");

        held.Has("/", "VM.Audit").ShouldBeTrue();
        held.Has("/vms", "VM.Audit").ShouldBeFalse();
        held.Has("/vms/101", "VM.Audit").ShouldBeFalse();
        held.Has("/nodes/pve1", "Sys.Audit").ShouldBeTrue();
        MissingPermissions.Derive([new(TokenRole.Read, "monitor@pve!read", held, null)], ["pve1"])
            .ShouldHaveSingleItem().Key.ShouldBe("read:VM.Audit:/vms");
    }

    [Fact]
    public void A_deeper_path_that_is_missing_is_doubtful_until_it_was_asked_for()
    {
        var held = Recorded("noaccess101");
        held.IsCertain("/vms/101").ShouldBeFalse();
        held.Has("/vms/101", "VM.Audit").ShouldBeTrue();

        var asked = held.With("/vms/101", EffectivePrivileges.None);

        asked.Has("/vms/101", "VM.Audit").ShouldBeFalse();
        asked.Has("/vms/102", "VM.Audit").ShouldBeTrue();
        var spot = MissingPermissions.Derive([new(TokenRole.Read, "monitor@pve!read", asked, null)], ["pve1"]).ShouldHaveSingleItem();
        spot.Path.ShouldBe("/vms/101");
        spot.Remedy.ShouldContain("pveum acl delete /vms/101 --tokens 'monitor@pve!read' --roles NoAccess");
    }

    [Theory]
    [InlineData("/:VM.Audit=1 /vms:VM.Audit=0", "/vms", true)]
    [InlineData("/:VM.Audit=1 /vms:VM.Audit=0", "/vms/100", true)]
    [InlineData("/:VM.Audit=0 /vms:VM.Audit=0", "/vms/100", false)]
    [InlineData("/:VM.Audit=1 /vms:VM.Console=1", "/vms/100", false)]
    [InlineData("/:VM.Audit=1 /vms:VM.Console=1,VM.Audit=0", "/vms/100", false)]
    [InlineData("/:VM.Audit=1 /vms:VM.Audit=1 /vms/100:VM.Console=1", "/vms/100", false)]
    [InlineData("/:VM.Audit=1", "/vms/100", false)]
    [InlineData("/vms:VM.Audit=1", "/vms/100", true)]
    [InlineData("", "/vms/100", false)]
    public void What_is_handed_down_reaches_what_has_no_entry(string listed, string path, bool held)
    {
        var byPath = listed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split(':')).ToImmutableDictionary(
            entry => entry[0], entry => entry[1].Split(',').Select(one => one.Split('='))
                .ToImmutableDictionary(one => one[0], one => one[1] == "1"));

        new EffectivePrivileges(byPath).Has(path, "VM.Audit").ShouldBe(held);
    }

    private static EffectivePrivileges Recorded(string name) =>
        new(JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Permissions", $"{name}.json")))!["data"]!
        .AsObject().ToImmutableDictionary(
        path => path.Key, path => path.Value!.AsObject()
            .ToImmutableDictionary(held => held.Key, held => held.Value!.GetValue<int>() == 1)));
}
