using System.Collections.Immutable;
using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Domain.Tests.Autonomy;

public sealed class RepairReadinessTests
{
    private static readonly ClusterName Lab = Given.Lab;

    [Theory]
    [InlineData(AutonomyLevel.Observe, "level 0")]
    [InlineData(AutonomyLevel.Alert, "level 1")]
    [InlineData(AutonomyLevel.Recommend, null)]
    [InlineData(AutonomyLevel.ActSilently, null)]
    public void Below_level_2_nothing_is_repaired(AutonomyLevel level, string? missing) =>
        Missing(AutonomyRules.Default, Now(level)).ShouldBe(missing);

    [Fact]
    public void Without_a_cluster_or_an_act_token_or_with_the_kill_switch_nothing_is_repaired()
    {
        var now = Now(AutonomyLevel.ActSilently);
        RepairReadiness.Missing(AutonomyRules.Default, now, 0, []).ShouldBe("no cluster");
        RepairReadiness.Missing(AutonomyRules.Default, now, 2, []).ShouldBe("no act token");
        Missing(AutonomyRules.Default, now with { KillSwitch = new(Active: true) }).ShouldBe("kill switch on");
    }

    [Fact]
    public void One_guest_or_tag_that_may_be_repaired_is_enough_unless_a_lowered_level_caps_it()
    {
        var guest = new AutonomyRules { Level = AutonomyLevel.Alert, Guests = One("lab/100", AutonomyLevel.ActAndReport) };
        var tag = new AutonomyRules { Level = AutonomyLevel.Alert, Tags = One("web", AutonomyLevel.Recommend) };

        Missing(guest, Now(AutonomyLevel.Alert)).ShouldBeNull();
        Missing(tag, Now(AutonomyLevel.Alert)).ShouldBeNull();
        Missing(guest, Now(AutonomyLevel.Observe)).ShouldBe("level 0");
        Missing(new() { Level = AutonomyLevel.Alert, Guests = One("other/100", AutonomyLevel.ActAndReport) }, Now(AutonomyLevel.Alert))
            .ShouldBe("level 1", "another cluster's guest is none of this one's");
    }

    [Fact]
    public void A_cluster_that_must_never_be_acted_on_counts_for_nothing()
    {
        var never = new AutonomyRules
        {
            Clusters = ImmutableDictionary<string, AutonomyOverride>.Empty.Add("lab", new(AutonomyLevel.ActSilently, NeverAct: true)),
        };
        Missing(never, Now(AutonomyLevel.ActSilently)).ShouldBe("level 0");
    }

    private static string? Missing(AutonomyRules rules, AutonomySettings now) => RepairReadiness.Missing(rules, now, 1, [Lab]);

    private static AutonomySettings Now(AutonomyLevel level) => new(level, new(Active: false));

    private static ImmutableDictionary<string, AutonomyOverride> One(string name, AutonomyLevel level) =>
        ImmutableDictionary<string, AutonomyOverride>.Empty.Add(name, new(level));
}
