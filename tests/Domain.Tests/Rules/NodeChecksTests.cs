namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class NodeChecksTests
{
    [Theory]
    [InlineData("enabled", "active", Presence.Absent)]
    [InlineData("enabled", "inactive", Presence.Absent)]
    [InlineData("enabled", "failed", Presence.Present)]
    [InlineData("enabled", "activating", Presence.Unknown)]
    [InlineData("enabled", null, Presence.Unknown)]
    [InlineData("not-found", "inactive", Presence.Absent)]
    [InlineData("masked", "failed", Presence.Absent)]
    [InlineData("disabled", "inactive", Presence.Absent)]
    [InlineData(null, "inactive", Presence.Unknown)]
    public void An_enabled_service_must_not_fail_and_at_first_sight_may_be_inactive(string? unit, string? active, Presence presence)
    {
        var said = NodeChecks.Services(Given.Node, [new("pveproxy", active, unit, null)], ServiceMemory.Empty, unread: null)
            .ShouldHaveSingleItem();

        said.Presence.ShouldBe(presence);
        said.Condition.ShouldBe(ConditionType.ServiceDown);
        said.Entity.ToString().ShouldBe("lab/pve1/pveproxy");
    }

    [Fact]
    public void A_storage_that_is_not_in_use_is_not_judged() =>
        NodeChecks.Storages(Given.Node, [new() { Node = "pve1", Storage = "nfs", Active = false, Disabled = true }]).ShouldBeEmpty();

    [Theory]
    [InlineData(true, Presence.Absent)]
    [InlineData(false, Presence.Present)]
    [InlineData(null, Presence.Unknown)]
    public void An_enabled_storage_must_be_active(bool? active, Presence presence)
    {
        var said = NodeChecks.Storages(Given.Node, [new() { Node = "pve1", Storage = "local", Active = active }]).ShouldHaveSingleItem();

        said.Presence.ShouldBe(presence);
        said.Condition.ShouldBe(ConditionType.StorageUnavailable);
        said.Entity.ToString().ShouldBe("lab/pve1/local");
    }

    [Theory]
    [InlineData("pveproxy-ssl.pem", 14.0, Presence.Absent, Severity.Warning)]
    [InlineData("pveproxy-ssl.pem", 13.9, Presence.Present, Severity.Warning)]
    [InlineData("pve-ssl.pem", 13.9, Presence.Absent, Severity.Warning)] // Proxmox renews it in its next daily update
    [InlineData("pve-ssl.pem", 12.0, Presence.Absent, Severity.Warning)]
    [InlineData("pve-ssl.pem", 11.9, Presence.Present, Severity.Warning)]
    [InlineData("pve-ssl.pem", -0.1, Presence.Present, Severity.Error)]
    [InlineData("pve-ssl.pem", null, Presence.Unknown, Severity.Warning)]
    public void A_certificate_must_not_end_within_the_warning(string file, double? days, Presence presence, Severity severity)
    {
        DateTimeOffset? end = days is { } left ? Given.Start.AddDays(left) : null;
        var said = NodeChecks.Certificates(Given.Node, [new(file, end, null)], RuleSet.Default, Given.Start)
            .ShouldHaveSingleItem();

        (said.Presence, said.Severity, said.Condition).ShouldBe((presence, severity, ConditionType.CertExpiring));
    }

    [Fact]
    public void What_was_not_seen_is_not_judged()
    {
        NodeChecks.Services(Given.Node, [], ServiceMemory.Empty, unread: null).ShouldBeEmpty();
        NodeChecks.Storages(Given.Node, []).ShouldBeEmpty();
        NodeChecks.Certificates(Given.Node, [], RuleSet.Default, Given.Start).ShouldBeEmpty();
    }
}
