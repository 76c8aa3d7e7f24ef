using System.Collections.Immutable;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Tests.Incidents;

public sealed class LevelNoticeTests
{
    private static readonly SuppressionContext At = new()
    {
        At = Given.At(60),
        Traits = new(true, ImmutableDictionary<int, GuestTraits>.Empty.Add(100, new("pve1", "web;quiet", null)), []),
        RepairTime = condition => condition == ConditionType.VmCrashed ? TimeSpan.FromMinutes(3) : null,
    };

    [Theory]
    [InlineData(AutonomyLevel.Observe, true, true)]
    [InlineData(AutonomyLevel.Alert, false, false)]
    [InlineData(AutonomyLevel.Recommend, false, false)]
    [InlineData(AutonomyLevel.ActAndReport, false, false)]
    [InlineData(AutonomyLevel.ActSilently, true, false)]
    public void Nothing_is_told_at_level_0_and_what_is_being_repaired_at_level_4(AutonomyLevel level, bool crash, bool node)
    {
        Silent(Recorded.Crash(), Level(level)).ShouldBe(crash);
        Silent(Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1")), Level(level)).ShouldBe(node);
    }

    [Fact]
    public void It_keeps_repairs_away_from_nothing()
    {
        var observed = Recorded.Crash() with { Suppressions = Suppressions.Of(Recorded.Crash(), Level(AutonomyLevel.Observe)) };

        (observed.IsSuppressed, observed.IsRepairSuspended).ShouldBe((true, false));
    }

    [Theory]
    [InlineData("failed", false)]
    [InlineData("blocked", false)]
    [InlineData("escalated", false)]
    [InlineData("unknown", false)]
    [InlineData("rejected", false)]
    [InlineData("planned", true)]
    [InlineData("queued", true)]
    public void At_level_4_it_is_told_once_its_repair_did_not_work_or_is_held_up(string kind, bool silent) =>
        Silent(Recorded.Crash() with { Timeline = [new(Given.At(10), kind, "monitor", "")] }, Level(AutonomyLevel.ActSilently))
        .ShouldBe(silent);

    [Fact]
    public void At_level_4_it_is_told_where_its_repair_does_not_come_in_time()
    {
        var until = Suppressions.Of(Recorded.Crash(), Level(AutonomyLevel.ActSilently)).ShouldHaveSingleItem().Until.ShouldNotBeNull();

        Silent(Recorded.Crash(), Level(AutonomyLevel.ActSilently) with { At = until - TimeSpan.FromSeconds(1) }).ShouldBeTrue();
        Silent(Recorded.Crash(), Level(AutonomyLevel.ActSilently) with { At = until }).ShouldBeFalse();
    }

    [Fact]
    public void The_level_of_the_guest_counts_and_never_act_awaits_no_repair()
    {
        var rules = Quiet(new(AutonomyLevel.Observe));
        Silent(Recorded.Crash(), Level(AutonomyLevel.ActAndReport) with { Levels = rules }).ShouldBeTrue();

        var never = Quiet(new(null, NeverAct: true));
        Silent(Recorded.Crash(), Level(AutonomyLevel.ActSilently) with { Levels = never }).ShouldBeFalse();
    }

    [Fact]
    public void A_level_or_a_guest_that_cannot_be_read_changes_nothing()
    {
        var observed = Recorded.Crash() with { Suppressions = Suppressions.Of(Recorded.Crash(), Level(AutonomyLevel.Observe)) };
        foreach (var blind in new[] { At, Level(AutonomyLevel.Alert) with { Traits = ClusterTraits.Unknown } })
        {
            Silent(observed, blind).ShouldBeTrue();
            Silent(Recorded.Crash(), blind).ShouldBeFalse();
        }
    }

    private static AutonomyRules Quiet(AutonomyOverride setting) =>
        new() { Tags = new Dictionary<string, AutonomyOverride> { ["quiet"] = setting } };

    private static SuppressionContext Level(AutonomyLevel level) => At with { Autonomy = new(level, new(Active: false)) };

    private static bool Silent(Incident incident, SuppressionContext context) =>
        Suppressions.Of(incident, context).Any(suppression => suppression.Kind == SuppressionKind.Level);
}
