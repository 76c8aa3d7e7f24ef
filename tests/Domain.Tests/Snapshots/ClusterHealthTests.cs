using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Tests.Snapshots;

public sealed class ClusterHealthTests
{
    [Theory]
    [InlineData(ClusterReach.Ok, null, ClusterHealth.Ok)]
    [InlineData(ClusterReach.Ok, Severity.Warning, ClusterHealth.Warning)]
    [InlineData(ClusterReach.Ok, Severity.Critical, ClusterHealth.Critical)]
    [InlineData(ClusterReach.Unreachable, Severity.Critical, ClusterHealth.Critical)]
    [InlineData(ClusterReach.Failing, null, ClusterHealth.Unknown)]
    [InlineData(ClusterReach.Waiting, null, ClusterHealth.Unknown)]
    [InlineData(ClusterReach.Blind, null, ClusterHealth.Unknown)]
    [InlineData(ClusterReach.Stale, Severity.Warning, ClusterHealth.Critical)]
    public void A_cluster_is_as_well_as_the_worst_that_stands_and_never_well_unseen(
        ClusterReach state, Severity? worst, ClusterHealth health) =>
        (ClusterHeader.Waiting with { State = state }).HealthWith(worst).ShouldBe(health);

    [Fact]
    public void A_refused_token_is_not_called_silence()
    {
        var header = ClusterHeader.Waiting with { State = ClusterReach.Unreachable, Reason = "401" };

        header.WhyStale.ShouldBe("the cluster does not answer: 401");
        (header with { TokenRefused = true }).WhyStale.ShouldBe("the cluster refuses the token: 401");
    }
}
