namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class ApiServicesTests
{
    [Theory]
    [InlineData(ProbeFailureKind.NodeRefused, ProbeFailureKind.NodeRefused, "pveproxy")]
    [InlineData(ProbeFailureKind.NodeRefused, null, "pvedaemon")]
    [InlineData(ProbeFailureKind.NodeRefused, ProbeFailureKind.Forbidden, null)]
    [InlineData(ProbeFailureKind.NodeUnreachable, ProbeFailureKind.NodeUnreachable, null)]
    [InlineData(ProbeFailureKind.Transport, ProbeFailureKind.NodeRefused, null)]
    [InlineData(null, null, null)]
    public void A_dead_service_is_the_one_whose_calls_are_refused(ProbeFailureKind? services, ProbeFailureKind? tasks, string? dead) =>
        (ApiServices.Refused(Failure(services), Failure(tasks))?.Service).ShouldBe(dead);

    [Theory]
    [InlineData(119, 0)]
    [InlineData(120, 1)]
    public void A_node_that_has_just_come_online_may_still_start_its_API(int seconds, int count)
    {
        var refused = ApiServices.Refused(Failure(ProbeFailureKind.NodeRefused), Failure(ProbeFailureKind.NodeRefused));

        var assessments = ApiServices.Assess(Given.Node, refused, TimeSpan.FromSeconds(seconds)).ToList();

        assessments.Count.ShouldBe(count);
        assessments.ShouldAllBe(one => one.Presence == Presence.Present && one.Entity.ToString() == "lab/pve1/pveproxy");
    }

    private static ProbeFailure? Failure(ProbeFailureKind? kind) => kind is { } known ? new(known, "595 Connection refused", "") : null;
}
