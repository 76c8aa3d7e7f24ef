using OrleansMonitor.Dashboard.Workbench;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Api.Tests;

/// <summary>Which incidents a search finds, how they are grouped, and what many of them are given at once.</summary>
public sealed class IncidentWorkbenchTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Incident Crash = Of(ConditionType.VmCrashed, "lab", 100) with { Severity = Severity.Critical };
    private static readonly Incident Memory = Of(ConditionType.RamHigh, "shop", 200) with { State = IncidentState.Acknowledged };

    [Theory]
    [InlineData(null, "100 200")]
    [InlineData("severity:critical", "100")]
    [InlineData("severity:WARNING,critical", "100 200")]
    [InlineData("-cluster:lab", "200")]
    [InlineData("condition:vm_crashed", "100")]
    [InlineData("tag:prod", "100")]
    [InlineData("tag:pro", "")]
    [InlineData("is:waiting", "100")]
    [InlineData("is:acknowledged", "200")]
    [InlineData("is:nonsense", "")]
    [InlineData("node:pve2 entity:shop/200", "200")]
    [InlineData("RAM_high", "200")]
    [InlineData("lab/100 severity:critical", "100")]
    [InlineData("no-such:key", "")]
    public void All_words_of_a_search_must_match(string? text, string found) =>
        string.Join(' ', new IncidentSearch(text).Find([Crash, Memory], Tags).Select(incident => incident.Entity.Name)).ShouldBe(found);

    [Fact]
    public void A_filter_replaces_its_own_word_and_keeps_the_others()
    {
        var search = new IncidentSearch("disk severity:error -cluster:lab");

        search.Has("severity", "Error").ShouldBeTrue();
        search.Has("cluster", "lab").ShouldBeFalse("it is excluded");
        search.With("severity", "critical").ShouldBe("disk -cluster:lab severity:critical");
        search.With("severity", null).ShouldBe("disk -cluster:lab");
        search.With("cluster", "shop").ShouldBe("disk severity:error -cluster:lab cluster:shop");
        new IncidentSearch("cluster:lab").With("cluster", null).ShouldBeNull();
    }

    [Fact]
    public void Incidents_are_grouped_by_what_they_share_in_their_order()
    {
        var node = Of(ConditionType.NodeUnreachable, "lab", 1) with { Title = "pve1 is down" };
        var child = Crash with
        {
            ParentId = node.Id,
            Suppressions = [new(SuppressionKind.Parent, "node") { ParentId = node.Id, ParentKey = node.Key }],
        };
        var orphan = Memory with
        {
            ParentId = "gone",
            Suppressions = [new(SuppressionKind.Parent, "storage") { ParentId = "gone", ParentKey = "STORAGE_OFFLINE:shop/shared/nfs" }],
        };

        Titles("cluster", child, orphan, node).ShouldBe(["lab: 100 1", "shop: 200"]);
        Titles("condition", Crash, Memory).ShouldBe(["VM_CRASHED: 100", "RAM_HIGH: 200"]);
        Titles("cause", child, orphan, node).ShouldBe(["pve1 is down: 100 1", "STORAGE_OFFLINE:shop/shared/nfs: 200"]);
        Titles("cause", child with { Suppressions = [] }, node).ShouldBe(
            ["Not explained by another incident: 100 1"], "nothing explains it any more");
        Titles("cause", Crash).ShouldBe(["Not explained by another incident: 100"]);
        Titles("nonsense", Crash, Memory).ShouldBe([": 100 200"]);
        IncidentGroup.Of([], null).ShouldBeEmpty();
    }

    [Fact]
    public void A_bulk_command_leaves_out_what_it_does_not_apply_to()
    {
        var proposed = Crash with { Timeline = [new(Now, "proposed", "monitor", "start it")] };

        BulkCommand.Acknowledge.Split([Crash, Memory]).Fit.ShouldBe([Crash]);
        BulkCommand.Approve.Split([proposed, Crash]).Fit.ShouldBe([proposed]);
        BulkCommand.Reject.Split([proposed, Crash]).Unfit.ShouldBe([Crash]);
        BulkCommand.SilenceUntilResolved.Split([Crash, Memory with { State = IncidentState.Resolved }]).Fit.ShouldBe([Crash]);
    }

    [Fact]
    public void A_bulk_command_is_not_given_for_what_changed_since_it_was_confirmed()
    {
        var proposed = Crash with { Timeline = [new(Now, "proposed", "monitor", "start it")] };
        var again = proposed with { Timeline = proposed.Timeline.Add(new(Now, "proposed", "monitor", "stop it")) };

        BulkCommand.Approve.Refuses(proposed, proposed with { Cause = "another" }).ShouldBeNull();
        BulkCommand.Approve.Refuses(proposed, again).ShouldBe("another repair is proposed now");
        BulkCommand.Acknowledge.Refuses(Crash, Crash with { State = IncidentState.Acknowledged }).ShouldBe("it needs no acknowledgement");
        BulkCommand.SilenceForHour.Refuses(Crash, null).ShouldBe("it is resolved");
        BulkCommand.Approve.Shows(proposed).ShouldBe("start it");
        BulkCommand.SilenceForHour.TooMany(101).ShouldNotBeNull();
        BulkCommand.Acknowledge.TooMany(500).ShouldBeNull();
    }

    [Fact]
    public async Task A_failure_of_one_incident_is_named_and_stops_none_of_the_others()
    {
        var run = new BulkRun([Crash, Memory, Crash with { Id = "third" }]);
        var progress = new List<int>();

        await run.RunAsync(
            incident => incident.Id switch
            {
                "third" => throw new TimeoutException("the database is slow"),
                _ => Task.FromResult(incident == Memory ? "it is resolved" : null),
            },
            () => progress.Add(run.Finished), CancellationToken.None);

        (run.Succeeded, run.Total, run.IsOver).ShouldBe((1, 3, true));
        run.Failures.Select(failure => failure.Reason).ShouldBe(["it is resolved", "the database is slow"]);
        progress.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_run_that_is_stopped_begins_nothing_more()
    {
        using var stop = new CancellationTokenSource();
        var run = new BulkRun([Crash, Memory]);
        await run.RunAsync(_ => Task.FromResult<string?>(null), stop.Cancel, stop.Token);

        (run.Succeeded, run.Finished, run.IsOver).ShouldBe((1, 1, true));
    }

    private static IEnumerable<string> Titles(string by, params Incident[] incidents) => IncidentGroup.Of(incidents, by)
        .Select(group => $"{group.Title}: {string.Join(' ', group.Incidents.Select(incident => incident.Entity.Name))}");

    private static string? Tags(Incident incident) => incident.Entity.Name == "100" ? "web;prod" : null;

    private static Incident Of(ConditionType condition, string cluster, int vmid)
    {
        var entity = EntityId.Of(new GuestId(ClusterName.Parse(cluster), vmid));
        return new()
        {
            Id = $"{condition}-{entity}",
            Key = IncidentKey.Of(condition, entity),
            Condition = condition,
            Severity = Severity.Warning,
            State = IncidentState.Open,
            Entity = entity,
            Node = cluster == "lab" ? "pve1" : "pve2",
            OpenedAt = Now,
            Title = "a title",
            Cause = "a cause",
        };
    }
}
