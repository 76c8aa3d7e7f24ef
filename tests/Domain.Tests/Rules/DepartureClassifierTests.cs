using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Rules.Causes;

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
    public void An_orderly_shutdown_is_one_whose_guests_were_shut_down_just_before(string type, string user, double from, double? to, NodeDepartureKind kind)
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
        Of([Given.Task("stopall", "root@pam", "", 10, 12), Given.Task(type, "root@pam", "", 20, 21)]).Kind.ShouldBe(NodeDepartureKind.Unexplained);

    [Fact]
    public void Of_a_node_that_is_back_its_own_start_is_no_such_thing()
    {
        PveTask[] tasks = [Given.Task("stopall", "root@pam", "", 20, 24), Given.Task("startall", "root@pam", "", 60, 62), Given.Task("qmstart", "root@pam", "100", 60, 61)];

        DepartureClassifier.Classify("pve1", null, tasks, Given.At(30), isBack: true).Kind.ShouldBe(NodeDepartureKind.Shutdown);
        DepartureClassifier.Classify("pve1", null, [.. tasks, Given.Task("qmstart", "anna@pve", "101", 26, 27)], Given.At(30), isBack: true).Kind.ShouldBe(NodeDepartureKind.Unexplained);
    }

    [Fact]
    public void Another_nodes_shutdown_explains_nothing() =>
        DepartureClassifier.Classify("pve2", null, [Given.Task("stopall", "root@pam", "", 10, 12)], Given.At(30)).Kind.ShouldBe(NodeDepartureKind.Unexplained);

    [Theory]
    [InlineData("fence", NodeDepartureKind.Fenced)]
    [InlineData("maintenance", NodeDepartureKind.Maintenance)]
    [InlineData("online", NodeDepartureKind.Unexplained)]
    [InlineData(null, NodeDepartureKind.Unexplained)]
    public void Proxmox_HA_tells_by_the_nodes_state(string? state, NodeDepartureKind kind) =>
        DepartureClassifier.Classify("pve1", state, [Given.Task("qmstart", "root@pam")], Given.At(30)).Kind.ShouldBe(kind);

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
        Purpose.OfNode("pve1", null, tasks, Given.At(30)).OnPurpose.ShouldBe(kind == NodeDepartureKind.Unknown ? null : false);
        Purpose.OfNode("pve1", null, tasks, Given.At(7200)).OnPurpose.ShouldBe(false, "it was alive long after them");
    }

    private static NodeDeparture Of(PveTask[]? tasks) => DepartureClassifier.Classify("pve1", "online", tasks, Given.At(30));
}
