namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class ClusterChecksTests
{
    private static readonly ProbeFailure Refused = new(ProbeFailureKind.Transport, "Connection refused.", "Check the address.");

    [Theory]
    [InlineData(0, Presence.Absent)]
    [InlineData(1, Presence.Unknown)]
    [InlineData(2, Presence.Unknown)]
    [InlineData(3, Presence.Present)]
    [InlineData(4, Presence.Present)]
    public void Unreachable_after_three_failed_polls_in_a_row(int failed, Presence presence)
    {
        var said = ClusterChecks.Reach(Given.Lab, failed, failed == 0 ? null : Refused, RuleSet.Default);

        said.Presence.ShouldBe(presence);
        if (failed > 0) said.Reason
            .ShouldBe($"{(failed == 1 ? "A poll" : $"{failed} polls in a row")} failed. Connection refused. Check the address.");
    }

    [Theory]
    [InlineData(ProbeFailureKind.Unauthorised, "Token refused by cluster lab")]
    [InlineData(ProbeFailureKind.Forbidden, "Token refused by cluster lab")]
    [InlineData(ProbeFailureKind.Transport, "Cluster lab is unreachable")]
    [InlineData(ProbeFailureKind.UntrustedCertificate, "Cluster lab is unreachable")]
    public void A_cluster_that_refuses_the_token_is_not_called_unreachable(ProbeFailureKind kind, string title) =>
        ClusterChecks.Reach(Given.Lab, 3, Refused with { Kind = kind }, RuleSet.Default).Title.ShouldBe(title);

    [Fact]
    public void An_unreachable_cluster_opens_once_and_the_first_good_poll_ends_it()
    {
        var ledger = ConditionLedger.Empty;
        int[] failed = [1, 2, 3, 4, 0, 1, 2, 0];
        foreach (var count in failed)
            ledger = ledger.Apply(ClusterChecks.Reach(Given.Lab, count, count == 0 ? null : Refused, RuleSet.Default), Given.Start);

        ledger.Outbox.Select(found => found.Kind).ShouldBe([FindingKind.Raised, FindingKind.Cleared]);
    }

    [Fact]
    public void Quorum_is_lost_only_where_a_member_says_so()
    {
        Quorum(null).ShouldBe(Presence.Unknown);
        Quorum(new("prod", true, [])).ShouldBe(Presence.Absent);
        Quorum(new("prod", false, [])).ShouldBe(Presence.Present);
        Quorum(new(null, null, [])).ShouldBe(Presence.Absent, "a standalone node has no quorum to lose");
    }

    [Fact]
    public void A_lost_quorum_names_the_members_that_are_away()
    {
        var membership = new ClusterMembership(
            "prod", false, [new("pve1", true, true, null), new("pve2", false, false, null), new("pve3", false, false, null)]);

        ClusterChecks.Quorum(Given.Lab, membership).Reason.ShouldEndWith("away: pve2, pve3");
    }

    [Fact]
    public void A_member_that_may_be_starting_loses_no_quorum()
    {
        ClusterMembership alone = new("lab", false, [new("pve1", true, true, null), new("pve2", false, false, null)]);

        ClusterChecks.Quorum(Given.Lab, alone, starting: true).Presence.ShouldBe(Presence.Unknown);
        ClusterChecks.Quorum(Given.Lab, alone with { Quorate = true }, starting: true).Presence.ShouldBe(Presence.Absent);
    }

    private static Presence Quorum(ClusterMembership? membership) => ClusterChecks.Quorum(Given.Lab, membership).Presence;
}
