using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Tests.Incidents;

namespace OrleansMonitor.Domain.Tests.Live;

public sealed class EventComposerTests
{
    private static readonly Finding Found = Happenings.Of(1)[0];

    [Fact]
    public void A_finding_is_told_by_the_monitor_under_its_own_id()
    {
        var told = EventComposer.Of(Found, Open());

        (told.Id, told.Source, told.Timestamp, told.Sequence).ShouldBe((Found.Id, "monitor", Found.At, 0));
        (told.Cluster, told.Node, told.Guest).ShouldBe(("lab", "pve1", null));
        (told.Condition, told.IncidentKey, told.IncidentId).ShouldBe((ConditionType.DiskHigh, "DISK_HIGH:lab/pve1", Open().Id));
        told.Message.ShouldBe("disk full: look 0.");
        (told.Details["entity"], told.Details["kind"]).ShouldBe(("lab/pve1", "raised"));
    }

    [Theory]
    [InlineData(true, EventType.Threshold)]
    [InlineData(false, EventType.StateChange)]
    public void A_threshold_is_told_apart_from_a_change_of_state(bool threshold, EventType type) =>
        EventComposer.Of(Found with { IsThreshold = threshold }, null).Type.ShouldBe(type);

    [Fact]
    public void A_guest_is_named_by_its_number_and_the_node_it_was_on()
    {
        var told = EventComposer.Of(Found with { Entity = EntityId.Of(Given.Guest), Node = "pve2" }, null);

        (told.Guest, told.Node, told.IncidentKey).ShouldBe((100, "pve2", null));
    }

    [Fact]
    public void An_incident_has_one_event_of_each_step_and_only_its_opening_is_as_severe_as_it_is()
    {
        var opened = EventComposer.Of(Open(), "opened", EventSource.Monitor, Given.Start, "why");
        var resolved = EventComposer.Of(Open(), "resolved", EventSource.Monitor, Given.At(60), "why");

        (opened.Type, opened.Severity, opened.Source, opened.Title).ShouldBe(
            (EventType.Incident, Severity.Error, "monitor", "DISK_HIGH:lab/pve1 opened"));
        resolved.Severity.ShouldBe(Severity.Info);
        resolved.Id.ShouldNotBe(opened.Id);
    }

    [Fact]
    public void What_is_over_says_what_the_figure_is_now_and_since_when_it_was_above()
    {
        var ladder = new ThresholdLadder(
            Metric.NodeCpu, [new() { Condition = ConditionType.CpuHigh, Severity = Severity.Warning, RaiseAt = 0.95, ClearAt = 0.85 }]);
        var raised = ThresholdWatch.Judge(
            ConditionLedger.Empty, ladder, null, EntityId.Of(Given.Node), "CPU of node pve1", 0.97, "pve1", Given.At(0));
        var incident = IncidentLifecycle.Apply(null, raised.Ledger.Outbox[0], IncidentSettings.Default).Incident!;
        var cleared = ThresholdWatch.Judge(
            raised.Ledger.Delivered(), ladder, null, EntityId.Of(Given.Node), "CPU of node pve1", 0.4, "pve1",
            Given.At(720)).Ledger.Outbox[0];
        var over = IncidentLifecycle.Apply(incident, cleared, IncidentSettings.Default).Incident!;

        EventComposer.Of(incident, "opened", EventSource.Monitor, Given.At(0), incident.Cause).Message
            .ShouldStartWith("CPU of node pve1 reached 97 %: ");
        EventComposer.Of(over, "resolved", EventSource.Monitor, cleared.At, cleared.Reason).Message
            .ShouldSatisfyAllConditions(
            told => told.ShouldStartWith(
                "CPU of node pve1: 40 % is at or below 85 %; it had been above the limit for 12 minutes, since 20"),
            told => told.ShouldNotContain("97 %"));
        over.Timeline[^1].Text.ShouldContain("above the limit for 12 minutes");
    }

    [Fact]
    public void The_same_happening_always_has_the_same_id()
    {
        var again = Happenings.Of(1)[0];

        EventComposer.Of(again, null).Id.ShouldBe(EventComposer.Of(Found, null).Id);
        EventComposer.Of(Open(), "opened", EventSource.Monitor, Given.At(0), "a").Id
            .ShouldBe(
            EventComposer.Of(
                IncidentLifecycle.Apply(null, again, IncidentSettings.Default).Incident!, "opened", EventSource.Monitor,
                Given.At(9), "b").Id);
    }

    [Fact]
    public void What_a_person_did_says_so() =>
        EventComposer.Of(Open(), "acknowledged", EventSource.User, Given.Start, "ann").Source.ShouldBe("user");

    [Fact]
    public void The_monitors_own_event_concerns_no_incident()
    {
        var told =
            EventComposer.System("start:1", Given.Start, Severity.Info, EventSource.Monitor, null, "Started", "The monitor has started.");

        (told.Id, told.Type, told.Source, told.Cluster, told.IncidentId).ShouldBe(("start:1", EventType.System, "monitor", null, null));
    }

    private static Incident Open() => IncidentLifecycle.Apply(null, Found, IncidentSettings.Default).Incident!;
}
