using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Domain.Tests.Incidents;

/// <summary>Open is not the same as wrong now: only a condition that holds explains others, counts as a failure and is repaired.</summary>
public sealed class ConditionHoldsTests
{
    private static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(2);
    private static readonly IncidentSettings Flaps = new() { FlapOpenings = 2, FlapWithin = TimeSpan.FromHours(10) };

    private static readonly ConditionType[] Parents =
        [ConditionType.NodeUnreachable, ConditionType.NodeFrozen, ConditionType.QuorumLost, ConditionType.ClusterUnreachable,
            ConditionType.StorageUnavailable];

    [Theory]
    [InlineData(null, null, null, true, null, 0.0)]
    [InlineData(50.0, null, null, false, 50.0, 0.0)]
    [InlineData(null, 40.0, null, false, 40.0, 0.0)]
    [InlineData(null, null, 60.0, true, null, 60.0)]
    [InlineData(null, 70.0, 60.0, false, 70.0, 60.0)]
    [InlineData(1870.0, 70.0, 60.0, false, 70.0, 60.0)]
    public void It_holds_until_it_is_seen_gone_and_began_when_it_came_last(
    double? resolved, double? quiet, double? came, bool holds, double? gone, double began)
    {
        var incident = Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1"), resolvedAt: resolved);
        if (quiet is not null || came is not null) incident = incident with { Flap = new(3, Given.At(0), At(quiet)) { CameAt = At(came) } };

        (incident.ConditionHolds, incident.GoneSince, incident.BeganAt).ShouldBe((holds, At(gone), Given.At(began)));
    }

    /// <summary>
    /// Whatever flaps: at each instant it explains the same as if it had never been held open, with its aftermath counted from when it was
    /// last seen gone. What it explains began with it: one that began long before is only related to it.
    /// </summary>
    [Fact]
    public void One_that_is_held_open_explains_exactly_what_one_that_ended_would() =>
        Gen.Select(Gen.Int[0, Parents.Length - 1].Select(i => Parents[i]), Gen.Int[1, 400].Array[1, 8], Gen.Int[0, 3000])
        .Sample((condition, steps, wait) =>
        {
            var (held, plain) = Play(condition, steps);
            var at = held.Last + TimeSpan.FromSeconds(wait);
            var child = Recorded.Of(
                condition == ConditionType.StorageUnavailable ? ConditionType.GuestIoError : ConditionType.VmCrashed, Recorded.Vm, "pve1",
                openedAt: (held.Incident.BeganAt - Given.Start).TotalSeconds);

            (Inhibition.ParentOf(child, "pve1", [held.Incident], at, Aftermath) is not null)
                .ShouldBe(Inhibition.ParentOf(child, "pve1", [plain], at, Aftermath) is not null,
                    $"{condition} {held.Incident.Flap} at {at:HH:mm:ss}");
        });

    [Fact]
    public void A_quiet_one_says_until_when_it_explains()
    {
        var quiet = Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1")) with { Flap = new(3, Given.At(0), Given.At(100)) };
        var context = new SuppressionContext { At = Given.At(150), Aftermath = Aftermath, Parents = [quiet], Traits = new(true, [], []) };

        Suppressions.Of(Recorded.Crash(), context).ShouldHaveSingleItem().Until.ShouldBe(Given.At(220));
        Suppressions.Of(Recorded.Crash(), context with { At = Given.At(220) }).ShouldBeEmpty();
        Suppressions.Of(Recorded.Of(ConditionType.NodeIsolated, Recorded.Node("pve1")), context)
            .ShouldBeEmpty("it is what the absence became, no damage of it");
    }

    [Fact]
    public void What_holds_is_the_parent_before_what_has_just_gone()
    {
        var quiet = Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1"))
            with
        { Id = "a", Flap = new(3, Given.At(0), Given.At(100)) };
        var holds = Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1")) with { Id = "b" };
        Inhibition.ParentOf(Recorded.Crash(), "pve1", [quiet, holds], Given.At(110), Aftermath).ShouldBe(holds);
    }

    /// <summary>Five guests die together; some of their incidents stand open since an hour ago because they flap.</summary>
    [Fact]
    public void Whoever_is_down_now_counts_towards_a_storm_since_it_went_down_and_nobody_else_does() =>
        Gen.Select(Gen.Bool.Array[8], Gen.Bool.Array[8], Gen.Bool.Array[8]).Sample((flapping, quiet, covered) =>
        {
            var incidents = Enumerable.Range(0, 8).Select(i => Crashed(100 + i, flapping[i], quiet[i] && flapping[i], covered[i])).ToList();
            var down = incidents.Where((_, i) => !(quiet[i] && flapping[i]) && !covered[i]).Select(incident => incident.Key).ToList();

            var failures = StormDetector.FailuresAmong(incidents).ToList();
            failures.Select(failure => failure.Key).ShouldBe(down);
            failures.ShouldAllBe(failure => failure.At == Given.At(3600));
            StormDetector.Observe(StormState.Calm, failures, Given.At(3605), GuardrailSettings.Default).Active.ShouldBe(down.Count >= 5);
        });

    [Fact]
    public void What_comes_again_is_weighed_by_what_is_now_and_told_where_nobody_was_told_of_it()
    {
        var untold = Crashed(100, flapping: true, quiet: false, covered: false)
            with
        { Suppressions = [new(SuppressionKind.Parent, "caused by NODE_UNREACHABLE:lab/pve1")] };
        var told = untold with { NotifiedAt = Given.At(5) };

        var first = IncidentNotice.OnFlapped(untold, []);
        (first.IsSuppressed, first.NotifiedAt, IncidentNotice.ShouldNotify(null, first, IncidentChange.Flapped, false)).ShouldBe(
            (false, Given.At(3600), true));
        var again = IncidentNotice.OnFlapped(told, []);
        (again.IsSuppressed, again.NotifiedAt, IncidentNotice.ShouldNotify(null, again, IncidentChange.Flapped, false)).ShouldBe(
            (false, Given.At(5), false));
        var covered = IncidentNotice.OnFlapped(untold, [new(SuppressionKind.Maintenance, "maintenance window work")]);
        (covered.IsSuppressed, covered.NotifiedAt, IncidentNotice.ShouldNotify(null, covered, IncidentChange.Flapped, false)).ShouldBe(
            (true, null, false));
        covered.Timeline.ShouldBe(untold.Timeline, "flapping has one entry, however often it comes");
    }

    private static Incident Crashed(int vmid, bool flapping, bool quiet, bool covered) =>
        Recorded.Of(ConditionType.VmCrashed, EntityId.Of(new GuestId(Given.Lab, vmid)), "pve1", openedAt: flapping ? 0 : 3600) with
        {
            Flap = flapping ? Flapping(quiet) : null,
            Suppressions = covered ? [new(SuppressionKind.Maintenance, "work")] : [],
        };

    private static FlapState Flapping(bool quiet) => new(3, Given.At(0), quiet ? Given.At(3602) : null) { CameAt = Given.At(3600) };

    // The same findings twice: once held as flapping from the second opening on, once each an incident of its own.
    private static ((Incident Incident, DateTimeOffset Last) Held, Incident Plain) Play(ConditionType condition, int[] steps)
    {
        var (ledger, entity, seconds) = (ConditionLedger.Empty, Subject(condition), 0);
        for (var i = 0; i < steps.Length; i++)
            ledger = ledger.Apply(
                new(condition, entity, i % 2 == 0 ? Presence.Present : Presence.Absent, Severity.Error, "it", $"look {i}"),
                Given.At(seconds += steps[i]));

        Incident? held = null, plain = null;
        foreach (var finding in ledger.Outbox)
        {
            held = IncidentLifecycle.Apply(held, finding, Flaps).Incident;
            plain = Happenings.Take(plain, finding).Incident;
        }

        return ((held!, Given.At(seconds)), plain!);
    }

    private static EntityId Subject(ConditionType condition) => condition switch
    {
        ConditionType.QuorumLost or ConditionType.ClusterUnreachable => EntityId.Of(Given.Lab),
        ConditionType.StorageUnavailable => EntityId.Storage(Given.Lab, "pve1", "nfs"),
        _ => Recorded.Node("pve1"),
    };

    private static DateTimeOffset? At(double? seconds) => seconds is { } at ? Given.At(at) : null;
}
