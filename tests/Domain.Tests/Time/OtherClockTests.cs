using System.Collections.Immutable;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Domain.Tests.Time;

/// <summary>What was written, or is told, by another clock than the monitor's of now.</summary>
public sealed class OtherClockTests
{
    private static readonly DateTimeOffset NextYear = Given.Start.AddDays(365);

    [Fact]
    public void A_node_s_clock_is_as_far_ahead_as_it_says() =>
        NodeClock.Skew(Reading(Given.At(90)), Given.Start).ShouldBe(TimeSpan.FromSeconds(90));

    [Fact]
    public void A_node_s_clock_that_is_not_read_or_was_never_set_is_unknown()
    {
        var failed = ProbeResult<DateTimeOffset>.Failed(new(ProbeFailureKind.TimedOut, "no answer", ""), null, TimeSpan.Zero);
        NodeClock.Skew(failed, Given.Start).ShouldBeNull();
        NodeClock.Describe(failed).ShouldContain("no answer");
        foreach (var absurd in new[] { DateTimeOffset.UnixEpoch, default, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch.AddDays(1) })
            NodeClock.Skew(Reading(absurd), Given.Start).ShouldBeNull();
    }

    [Fact]
    public void When_a_node_was_last_alive_is_said_by_the_nodes_clock()
    {
        LastAlive.Of(new(900, Given.Start, default, Frozen: false), TimeSpan.FromDays(-365))
            .ShouldBe(new(Given.Start.AddDays(-365), TimeSpan.FromSeconds(900)));
        LastAlive.Of(new(900, default, default, Frozen: false), TimeSpan.FromDays(-365)).ShouldBe(default, "never stays never");
    }

    [Fact]
    public void A_guest_s_state_of_the_future_began_when_it_was_seen_last()
    {
        var observation = Given.Seen(Given.Row(GuestStatus.Stopped), at: 100);
        var known = (Given.Running() with { Since = NextYear, RunSince = NextYear }).AsOf(observation);
        (known.Since, known.RunSince).ShouldBe((observation.LastGoodAt, null));
        (Given.Running() with { Since = NextYear })
            .AsOf(observation with { LastGoodAt = default }).Since.ShouldBe(observation.At, "nothing is known of when it was seen");
        var past = Given.Running() with { RunSince = Given.Start };
        past.AsOf(observation).ShouldBeSameAs(past);
    }

    [Fact]
    public void A_node_s_state_of_the_future_begins_now()
    {
        var memory = new ServiceMemory
        {
            LastActive = ImmutableDictionary<string, DateTimeOffset>.Empty.Add("cron", NextYear).Add("corosync", Given.Start)
        };
        var known = new NodeState
        {
            Status = NodeStatus.Online,
            Since = NextYear,
            ReturningSince = NextYear,
            SlowSince = NextYear,
            RebootedAt = NextYear,
            Services = memory
        }.AsOf(Given.At(5));
        (known.Since, known.ReturningSince, known.SlowSince, known.RebootedAt).ShouldBe((Given.At(5), Given.At(5), Given.At(5), null));
        known.Services.LastActive.Keys.ShouldBe(["corosync"]);
        known.AsOf(Given.At(5)).ShouldBeSameAs(known);
    }

    [Fact]
    public void A_storm_of_the_future_ends_after_calm_and_does_not_hide_the_next_one()
    {
        var settings = GuardrailSettings.Default;
        var storm = new StormState
        {
            Since = NextYear,
            LastAt = NextYear,
            SettledAt = NextYear,
            Recent = [new("old", NextYear)],
            Members = ["old"]
        };
        var seen = StormDetector.Settle(storm, Given.Start, settings);
        seen.Active.ShouldBeTrue("nobody knows how long it is calm");
        StormDetector.Settle(seen, Given.Start + settings.StormCalm, settings).Active.ShouldBeFalse();

        var calm = StormState.Calm with { SettledAt = NextYear, LastAt = NextYear };
        var calmed = StormDetector.Observe(calm, [], Given.Start, settings);
        StormDetector.Observe(
            calmed, [.. Enumerable.Range(0, settings.StormFailures).Select(i => new StormFailure($"{i}", Given.At(5)))], Given.At(5),
            settings).Active.ShouldBeTrue();
    }

    [Fact]
    public void A_proposal_of_the_future_has_expired_but_one_of_another_silo_counts()
    {
        new Proposal(NextYear, NextYear.AddHours(1), Approved: true).At(Given.Start).ShouldBe(ProposalState.Expired);
        new Proposal(Given.At(3), Given.At(3600), Approved: true).At(Given.Start).ShouldBe(ProposalState.Approved);
    }

    [Fact]
    public void An_attempt_of_the_future_counts_from_the_start_of_the_process()
    {
        var machine = new Machine();
        var clock = new SteadyClock(machine);
        machine.Pass(TimeSpan.FromMinutes(30));
        clock.Correct(machine.Wall.AddDays(365)).ShouldBe(clock.Start);
        clock.Correct(machine.Wall.AddSeconds(2)).ShouldBe(machine.Wall.AddSeconds(2), "another silo's clock may be a little ahead");
        clock.Correct(machine.Wall.AddMinutes(-5)).ShouldBe(machine.Wall.AddMinutes(-5));
    }

    [Fact]
    public void A_maintenance_window_goes_by_the_machine_s_clock()
    {
        var window = new SingleWindow("update", new(SelectorKind.Cluster, Given.Lab, ""), Given.At(0), Given.At(3600));
        var incident = IncidentLifecycle.Apply(null, Raised(), IncidentSettings.Default).Incident!;
        SuppressionContext Context(DateTimeOffset? machine) => new() { At = Given.At(10), MachineTime = machine, Windows = [window] };
        Suppressions.Of(incident, Context(Given.At(20))).ShouldHaveSingleItem().Window.ShouldBe("update");
        Suppressions.Of(incident, Context(Given.At(7200))).ShouldBeEmpty();
    }

    [Fact]
    public void Whether_a_certificate_ends_is_unknown_while_its_node_tells_no_time() =>
        NodeChecks.Certificates(Given.Node, [new("pve-ssl.pem", Given.At(5), null)], RuleSet.Default, null)
        .ShouldHaveSingleItem().Presence.ShouldBe(Presence.Unknown);

    private static Finding Raised() => new()
    {
        Id = "1",
        Kind = FindingKind.Raised,
        Entity = EntityId.Of(Given.Guest),
        Node = "pve1",
        At = Given.At(10),
        Severity = Severity.Critical,
        Condition = ConditionType.VmCrashed,
        Title = "crashed",
        Reason = "it crashed",
    };

    private static ProbeResult<DateTimeOffset> Reading(DateTimeOffset time) =>
        ProbeResult<DateTimeOffset>.Success(time, "https://pve1:8006", TimeSpan.Zero);
}
