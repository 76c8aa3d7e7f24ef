using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Tests.Incidents;

namespace OrleansMonitor.Domain.Tests.Guardrails;

/// <summary>Many failures within seconds stop everything until calm, or until a person says so.</summary>
public sealed class StormTests
{
    private static readonly GuardrailSettings Settings = GuardrailSettings.Default;

    [Fact]
    public void Ten_guests_at_once_are_a_storm_and_all_belong_to_it()
    {
        var state = StormDetector.Observe(StormState.Calm, Failures(10, at: 0), Given.Start, Settings);
        (state.Active, state.Members.Length, state.Since).ShouldBe((true, 10, Given.Start));
    }

    [Theory, InlineData(Severity.Warning, 0), InlineData(Severity.Critical, 1)]
    public void A_node_that_was_shut_down_on_purpose_is_no_failure_until_it_is_overdue(Severity severity, int failures) =>
        StormDetector.FailuresAmong([Recorded.Of(ConditionType.NodeUnreachable, Recorded.Node("pve1")) with { Severity = severity }])
            .Count().ShouldBe(failures);

    [Fact]
    public void Failures_that_are_far_apart_are_none()
    {
        var state = StormState.Calm;
        for (var i = 0; i < 20; i++)
        {
            state = StormDetector.Observe(state, [new($"VM_CRASHED:lab/{i}", Given.At(i * 8))], Given.At(i * 8), Settings);
            state.Active.ShouldBeFalse();
        }

        state.Recent.Length.ShouldBeLessThan(5);
    }

    [Fact]
    public void The_same_failure_told_again_counts_once()
    {
        var state = StormState.Calm;
        for (var i = 0; i < 9; i++) state = StormDetector.Observe(state, [new("VM_CRASHED:lab/100", Given.Start)], Given.At(i), Settings);
        state.Active.ShouldBeFalse();
    }

    [Fact]
    public void It_ends_after_calm_and_each_new_failure_prolongs_it()
    {
        var storm = StormDetector.Observe(StormState.Calm, Failures(5, at: 0), Given.Start, Settings);
        var later = StormDetector.Observe(storm, [new("VM_CRASHED:lab/900", Given.At(200))], Given.At(200), Settings);

        StormDetector.Settle(storm, Given.At(299), Settings).Active.ShouldBeTrue();
        StormDetector.Settle(storm, Given.At(300), Settings).Active.ShouldBeFalse();
        StormDetector.Settle(later, Given.At(300), Settings).Active.ShouldBeTrue();
        StormDetector.Settle(later, Given.At(500), Settings).Active.ShouldBeFalse();
        later.Members.Length.ShouldBe(6);
    }

    /// <summary>One guest in a crash loop must not keep the repairs of the others waiting.</summary>
    [Fact]
    public void What_fails_again_and_again_in_it_does_not_prolong_it_unless_enough_fail_together_again()
    {
        var storm = StormDetector.Observe(StormState.Calm, Failures(6, at: 0), Given.Start, Settings);
        for (var at = 60; at < 300; at += 60) storm = StormDetector.Observe(storm, Failures(1, at), Given.At(at), Settings);
        StormDetector.Settle(storm, Given.At(299), Settings).Active.ShouldBeTrue();
        StormDetector.Settle(storm, Given.At(300), Settings).Active.ShouldBeFalse();

        var again = StormDetector.Observe(storm, Failures(5, at: 280), Given.At(281), Settings);
        StormDetector.Settle(again, Given.At(579), Settings).Active.ShouldBeTrue();
        StormDetector.Settle(again, Given.At(580), Settings).Active.ShouldBeFalse();
    }

    [Fact]
    public void A_person_ends_it_and_what_belonged_to_it_does_not_start_it_again()
    {
        var storm = StormDetector.Observe(StormState.Calm, Failures(10, at: 0), Given.Start, Settings);
        var ended = StormDetector.EndByHand(storm, Given.At(5));

        StormDetector.Observe(ended, Failures(10, at: 0), Given.At(6), Settings).Active.ShouldBeFalse();
        StormDetector.Observe(ended, Failures(10, at: 6), Given.At(6), Settings).Active.ShouldBeTrue();
    }

    private static IEnumerable<StormFailure> Failures(int count, double at) =>
        Enumerable.Range(100, count).Select(vmid => new StormFailure($"VM_CRASHED:lab/{vmid}", Given.At(at)));
}
