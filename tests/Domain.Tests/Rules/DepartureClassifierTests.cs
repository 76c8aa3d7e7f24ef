using OrleansMonitor.Domain.Guardrails;

namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>Why a node left. It was last seen alive at 30 s.</summary>
public sealed class DepartureClassifierTests
{
    [Theory]
    [InlineData("stopall", "root@pam", 10, 12.0, NodeDepartureKind.Shutdown)]
    [InlineData("stopall", "anna@pve", 10, null, NodeDepartureKind.Shutdown)]
    [InlineData("bulk-shutdown", "anna@pve", 10, 28.0, NodeDepartureKind.Shutdown)]
    [InlineData("stopall", "root@pam", -1700, 12.0, NodeDepartureKind.Shutdown)]
    [InlineData("stopall", "root@pam", -1700, -1600.0, NodeDepartureKind.Unexplained)]
    [InlineData("stopall", "root@pam", -7200, -7100.0, NodeDepartureKind.Unexplained)]
    [InlineData("startall", "root@pam", 10, 12.0, NodeDepartureKind.Unexplained)]
    [InlineData("qmshutdown", "root@pam", 10, 12.0, NodeDepartureKind.Unexplained)]
    public void An_orderly_shutdown_is_one_whose_guests_were_shut_down_just_before(
    string type, string user, double from, double? to, NodeDepartureKind kind)
    {
        var departure = Of([Given.Task(type, user, "", from, to)]);

        departure.Kind.ShouldBe(kind);
        departure.Planned.ShouldBe(kind == NodeDepartureKind.Shutdown);
        departure.By.ShouldBe(departure.Planned ? user : null);
    }

    [Theory]
    [InlineData("startall")]
    [InlineData("qmstart")]
    [InlineData("vzstart")]
    [InlineData("bulk-start")]
    public void Guests_that_were_started_afterwards_take_it_back(string type) =>
        Of([Given.Task("stopall", "root@pam", "", 10, 12), Given.Task(type, "root@pam", "", 20, 21)]).Kind
        .ShouldBe(NodeDepartureKind.Unexplained);

    [Fact]
    public void Of_a_node_that_is_back_its_own_start_is_no_such_thing()
    {
        PveTask[] tasks = [
            Given.Task("stopall", "root@pam", "", 20, 24), Given.Task("startall", "root@pam", "", 60, 62),
            Given.Task("qmstart", "root@pam", "100", 60, 61)];

        DepartureClassifier.Classify("pve1", null, tasks, new(Given.At(30)), isBack: true).Kind.ShouldBe(NodeDepartureKind.Shutdown);
        DepartureClassifier.Classify(
            "pve1", null, [.. tasks, Given.Task("qmstart", "anna@pve", "101", 26, 27)], new(Given.At(30)), isBack: true)
            .Kind.ShouldBe(NodeDepartureKind.Unexplained);
    }

    [Fact]
    public void Another_nodes_shutdown_explains_nothing() =>
        DepartureClassifier.Classify("pve2", null, [Given.Task("stopall", "root@pam", "", 10, 12)], new(Given.At(30))).Kind
        .ShouldBe(NodeDepartureKind.Unexplained);

    [Theory]
    [InlineData("fence", NodeDepartureKind.Fenced)]
    [InlineData("maintenance", NodeDepartureKind.Maintenance)]
    [InlineData("online", NodeDepartureKind.Unexplained)]
    [InlineData(null, NodeDepartureKind.Unexplained)]
    public void Proxmox_HA_tells_by_the_nodes_state(string? state, NodeDepartureKind kind) =>
        DepartureClassifier.Classify("pve1", state, [Given.Task("qmstart", "root@pam")], new(Given.At(30))).Kind.ShouldBe(kind);

    [Fact]
    public void What_cannot_be_read_is_not_known()
    {
        Of(null).Kind.ShouldBe(NodeDepartureKind.Unknown);
        Of([]).Kind.ShouldBe(NodeDepartureKind.Unknown, "a token without Sys.Audit sees none");
    }

    [Theory]
    [InlineData(25, "qmshutdown", null, NodeDepartureKind.Unknown)]
    [InlineData(24, "qmshutdown", null, NodeDepartureKind.Unexplained)]
    [InlineData(25, "vzdump", null, NodeDepartureKind.Unexplained)]
    [InlineData(25, "vzshutdown", "qmstart", NodeDepartureKind.Unexplained)]
    public void A_list_that_is_full_of_shutdowns_may_have_lost_the_nodes_own(int listed, string type, string? then, NodeDepartureKind kind)
    {
        var tasks = Enumerable.Range(100, listed).Select(vmid => Given.Task(type, "root@pam", $"{vmid}", 10, 12)).ToList();
        if (then is not null) tasks.Add(Given.Task(then, "root@pam", "100", 20, 21));

        Of([.. tasks]).Kind.ShouldBe(kind);
        StopIntent.OfNode("pve1", null, tasks, new(Given.At(30))).OnPurpose.ShouldBe(kind == NodeDepartureKind.Unknown ? null : false);
        StopIntent.OfNode("pve1", null, tasks, new(Given.At(7200))).OnPurpose.ShouldBe(false, "it was alive long after them");
    }

    [Theory]
    [InlineData("pve2", NodeDepartureKind.Unknown)]
    [InlineData("pve1", NodeDepartureKind.Unexplained)]
    public void A_guest_that_migrates_to_a_node_that_shuts_down_is_not_started_by_somebody(string from, NodeDepartureKind kind)
    {
        var tasks = Enumerable.Range(100, 25).Select(vmid => Given.Task("qmshutdown", "root@pam", $"{vmid}", 10, 12)).ToList();
        tasks.Add(Given.Task("qmstart", "root@pam", "200", 20, 21));
        tasks.Add(Given.Task("qmigrate", "anna@pve", "200", 19, 25) with { Node = from });

        Of([.. tasks]).Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData(15, NodeDepartureKind.Shutdown)]
    [InlineData(21, NodeDepartureKind.Unexplained)]
    public void A_migration_that_begins_after_all_guests_were_shut_down_shows_that_the_node_goes_on(double at, NodeDepartureKind kind) =>
        Of([
            Given.Task("stopall", "root@pam", "", 10, 20),
            Given.Task("qmstart", "root@pam", "200", 22, 23),
            Given.Task("qmigrate", "anna@pve", "200", at, 25) with { Node = "pve2" },
        ]).Kind.ShouldBe(kind);

    [Fact]
    public void What_ran_all_along_hides_no_shutdown_that_is_listed_no_more()
    {
        PveTask[] tasks =
        [
            Given.Task("vzdump", "anna@pve", "164", -20, null), Given.Task("srvrestart", "root@pam", "chrony", 9, 11),
            .. Enumerable.Range(100, 23).Select(vmid => Given.Task("qmshutdown", "root@pam", $"{vmid}", 10, 12)),
        ];

        Of(tasks).ShouldSatisfyAllConditions(it => it.Kind.ShouldBe(NodeDepartureKind.Unknown), it => it.MayBePlanned.ShouldBeTrue());
        StopIntent.OfNode("pve1", null, tasks, new(Given.At(30))).OnPurpose.ShouldBeNull();
        Of([.. tasks.Skip(1), Given.Task("qmstart", "anna@pve", "99", 10, 11)])
            .Kind.ShouldBe(NodeDepartureKind.Unexplained, "who starts guests does not shut the node down");
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Who_sees_neither_figures_nor_tasks_cannot_tell_an_orderly_shutdown(bool figures)
    {
        var departure = DepartureClassifier.Classify("pve1", null, [], new(Given.At(30), figures ? TimeSpan.FromHours(1) : null));

        (departure.Kind, departure.MayBePlanned).ShouldBe((NodeDepartureKind.Unknown, !figures));
    }

    [Theory]
    [InlineData(-7200, null, NodeDepartureKind.Shutdown)]
    [InlineData(-7200, 20.0, NodeDepartureKind.Shutdown)]
    [InlineData(-7200, -1900.0, NodeDepartureKind.Unexplained)]
    public void Guests_have_as_long_as_they_need(double from, double? to, NodeDepartureKind kind)
    {
        PveTask[] tasks = [Given.Task("stopall", "root@pam", "", from, to)];

        Of(tasks).Kind.ShouldBe(kind);
        StopIntent.OfNode("pve1", null, tasks, new(Given.At(30))).OnPurpose.ShouldBe(kind == NodeDepartureKind.Shutdown);
    }

    [Theory]
    [InlineData("qmstart", NodeDepartureKind.Shutdown)]
    [InlineData("startall", NodeDepartureKind.Unexplained)]
    public void A_start_that_failed_takes_nothing_back_unless_the_node_was_started(string type, NodeDepartureKind kind) =>
        Of([Given.Task("stopall", "root@pam", "", 10, 12), Given.Task(type, "monitor@pve!act", "101", 14, 15, "start failed")]).Kind
        .ShouldBe(kind);

    [Fact]
    public void A_start_while_the_guests_are_still_shut_down_takes_nothing_back()
    {
        PveTask[] tasks = [Given.Task("stopall", "root@pam", "", 10, null), Given.Task("qmstart", "anna@pve", "101", 12, 13)];

        Of(tasks).Kind.ShouldBe(NodeDepartureKind.Shutdown);
        StopIntent.OfNode("pve1", null, tasks, new(Given.At(30))).OnPurpose.ShouldBe(true);
    }

    [Theory]
    [InlineData(-4200, 9990, true)]
    [InlineData(-4200, 10010, true)]
    [InlineData(-4200, null, false)]
    [InlineData(10, null, true)]
    public void A_clock_that_is_wrong_hides_no_shutdown(double stamped, int? uptime, bool onPurpose)
    {
        var stop = Given.Task("stopall", "root@pam", "", stamped, stamped + 4);
        IsPlanned([uptime is { } up ? At(stop, up) : stop]).ShouldBe(onPurpose);
    }

    [Theory]
    [InlineData("qmstart", -300, 9690, true)]
    [InlineData("qmstart", -300, 9996, false)]
    [InlineData("qmstart", -4300, 9996, false)]
    [InlineData("startall", -300, 10, false)]
    public void What_was_started_before_the_clock_was_set_back_takes_no_shutdown_back(
    string type, double stamped, int uptime, bool onPurpose) =>
        IsPlanned(
        [At(Given.Task("stopall", "root@pam", "", -4200, -4196), 9990), At(Given.Task(type, "root@pam", "", stamped, stamped + 1), uptime)])
            .ShouldBe(onPurpose);

    [Fact]
    public void What_was_started_before_the_node_booted_takes_no_shutdown_back() =>
        IsPlanned(
        [At(Given.Task("stopall", "root@pam", "", 20, 24), 9990),
            At(Given.Task("qmstart", "anna@pve", "101", -20_000, -19_999), 1_000_000)])
            .ShouldBeTrue();

    private static bool IsPlanned(PveTask[] tasks)
    {
        LastAlive alive = new(Given.At(30), TimeSpan.FromSeconds(10_000));
        var planned = DepartureClassifier.Classify("pve1", null, tasks, alive).Planned;
        StopIntent.OfNode("pve1", null, tasks, alive).OnPurpose.ShouldBe(planned);
        return planned;
    }

    private static PveTask At(PveTask task, int uptime) =>
        task with { Upid = $"UPID:pve1:00000507:{uptime * 100:X8}:6B056705:{task.Type}::root@pam:" };

    private static NodeDeparture Of(PveTask[]? tasks) => DepartureClassifier.Classify("pve1", "online", tasks, new(Given.At(30)));
}
