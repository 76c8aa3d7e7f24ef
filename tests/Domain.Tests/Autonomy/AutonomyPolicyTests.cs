using System.Collections.Immutable;
using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Domain.Tests.Autonomy;

/// <summary>Which level counts for a target.</summary>
public sealed class AutonomyPolicyTests
{
    private static readonly AutonomyRules Rules = new()
    {
        Level = AutonomyLevel.Recommend,
        Clusters = Of(("lab", new(AutonomyLevel.ActAndReport)), ("shop", new(null, NeverAct: true))),
        Guests = Of(("lab/100", new(AutonomyLevel.ActSilently)), ("lab/666", new(AutonomyLevel.ActSilently, NeverAct: true))),
        Nodes = Of(("lab/pve1", new(AutonomyLevel.Alert))),
        Tags = Of(("critical", new(AutonomyLevel.Observe)), ("cattle", new(AutonomyLevel.ActSilently)),
            ("hands-off", new(null, NeverAct: true))),
    };

    [Theory]
    [InlineData("lab/100", null, 4, "the setting of lab/100")]
    [InlineData("lab/100", "critical", 4, "the setting of lab/100")]
    [InlineData("lab/101", "web;Critical;cattle", 0, "tag critical")]
    [InlineData("lab/101", "cattle", 4, "tag cattle")]
    [InlineData("lab/101", null, 3, "cluster lab")]
    [InlineData("home/101", null, 2, "whole monitor")]
    public void The_most_specific_setting_counts_and_of_several_tags_the_lowest(string guest, string? tags, int level, string why)
    {
        var decision = For(guest, tags);
        ((int)decision.Level, decision.NeverAct).ShouldBe((level, false));
        decision.Reason.ShouldContain(why);
    }

    [Theory]
    [InlineData("lab/100", "Monitor-Never-Act", "its tag monitor-never-act")]
    [InlineData("lab/100", "hands-off", "tag hands-off")]
    [InlineData("lab/666", null, "the setting of lab/666")]
    [InlineData("shop/1", null, "cluster shop")]
    [InlineData("shop/100", "cattle", "cluster shop")]
    public void Never_act_wins_over_everything(string guest, string? tags, string why)
    {
        var id = ClusterName.Parse(guest.Split('/')[0]);
        var decision = AutonomyPolicy.LevelFor(
            Rules, AutonomyLevel.ActSilently, AutonomyLevel.ActSilently,
            EntityId.Of(new GuestId(id, int.Parse(guest.Split('/')[1]))), tags);
        decision.NeverAct.ShouldBeTrue();
        decision.Reason.ShouldContain(why);
    }

    [Fact]
    public void A_nodes_setting_counts_for_its_services()
    {
        var cron = EntityId.Service(Given.Node, "cron");
        AutonomyPolicy.LevelFor(Rules, AutonomyLevel.Recommend, null, cron, null).Level.ShouldBe(AutonomyLevel.Alert);
    }

    [Fact]
    public void What_is_set_at_run_time_replaces_the_configured_level()
    {
        For("home/1", null, AutonomyLevel.ActAndReport).Level.ShouldBe(AutonomyLevel.ActAndReport);
        For("lab/101", null, ofCluster: AutonomyLevel.ActSilently).Level.ShouldBe(AutonomyLevel.ActSilently);
    }

    [Fact]
    public void Raising_the_whole_monitor_does_not_raise_what_has_a_setting_of_its_own() =>
        For("lab/101", "critical", AutonomyLevel.ActSilently).Level.ShouldBe(AutonomyLevel.Observe);

    [Theory]
    [InlineData("lab/100")]
    [InlineData("lab/101")]
    [InlineData("home/1")]
    public void Lowering_the_whole_monitor_at_run_time_caps_everything(string guest)
    {
        var decision = For(guest, "cattle", AutonomyLevel.Alert);
        decision.Level.ShouldBe(AutonomyLevel.Alert);
    }

    [Fact]
    public void Lowering_a_cluster_at_run_time_caps_its_guests_only()
    {
        For("lab/100", null, ofCluster: AutonomyLevel.Alert).Level.ShouldBe(AutonomyLevel.Alert);
        For("lab/100", null, AutonomyLevel.Recommend).Level.ShouldBe(AutonomyLevel.ActSilently);
    }

    [Fact]
    public void A_proposal_is_decided_once_and_in_time()
    {
        var proposal = new Proposal(Given.Start, Given.At(3600));
        var rejected = proposal.Decide(approved: false, "anna", Given.At(10));
        rejected.At(Given.At(20)).ShouldBe(ProposalState.Rejected);
        rejected.Decide(approved: true, "bert", Given.At(30)).ShouldBe(rejected);
        proposal.Decide(approved: true, "anna", Given.At(3600)).ShouldBe(proposal);
        proposal.Decide(approved: true, "anna", Given.At(10)).At(Given.At(3599)).ShouldBe(ProposalState.Approved);
        proposal.Decide(approved: true, "anna", Given.At(10)).At(Given.At(3600)).ShouldBe(ProposalState.Expired);
    }

    private static LevelDecision For(
        string guest, string? tags, AutonomyLevel current = AutonomyLevel.Recommend, AutonomyLevel? ofCluster = null) =>
        AutonomyPolicy.LevelFor(
        Rules, current, ofCluster, EntityId.Of(new GuestId(ClusterName.Parse(guest.Split('/')[0]), int.Parse(guest.Split('/')[1]))), tags);

    private static ImmutableDictionary<string, AutonomyOverride> Of(params (string Key, AutonomyOverride Value)[] settings) =>
        settings.ToImmutableDictionary(setting => setting.Key, setting => setting.Value, StringComparer.Ordinal);
}
