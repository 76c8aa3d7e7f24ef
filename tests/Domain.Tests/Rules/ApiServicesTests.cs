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
    [InlineData(119, 0, false)]
    [InlineData(120, 0, true)]
    [InlineData(86_400, 300, false)]
    [InlineData(null, 0, false)]
    public void An_API_is_expected_of_a_node_that_is_up_for_two_minutes_by_current_metrics(int? uptime, double age, bool expected) =>
        ApiServices.IsExpected(new NodePulse(uptime, Given.Start, Given.Start, Frozen: false), Given.At(age)).ShouldBe(expected);

    [Fact]
    public void A_dead_pvedaemon_proves_that_pveproxy_is_alive() =>
        ApiServices.Assess(Given.Node, new("pvedaemon", "refused")).Select(one => (one.Entity.ToString(), one.Presence))
            .ShouldBe([("lab/pve1/pvedaemon", Presence.Present), ("lab/pve1/pveproxy", Presence.Absent)]);

    private static ProbeFailure? Failure(ProbeFailureKind? kind) => kind is { } known ? new(known, "595 Connection refused", "") : null;
}
