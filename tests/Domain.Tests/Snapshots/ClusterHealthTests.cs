using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Tests.Snapshots;

public sealed class ClusterHealthTests
{
    [Theory]
    [InlineData(PollState.Ok, null, ClusterHealth.Ok)]
    [InlineData(PollState.Ok, Severity.Warning, ClusterHealth.Warning)]
    [InlineData(PollState.Ok, Severity.Critical, ClusterHealth.Critical)]
    [InlineData(PollState.Unreachable, Severity.Critical, ClusterHealth.Critical)]
    [InlineData(PollState.Failing, null, ClusterHealth.Unknown)]
    [InlineData(PollState.Waiting, null, ClusterHealth.Unknown)]
    [InlineData(PollState.Blind, null, ClusterHealth.Unknown)]
    [InlineData(PollState.Stale, Severity.Warning, ClusterHealth.Critical)]
    public void A_cluster_is_as_well_as_the_worst_that_stands_and_never_well_unseen(
        PollState state, Severity? worst, ClusterHealth health) =>
        (ClusterHeader.Waiting with { State = state }).HealthWith(worst).ShouldBe(health);

    [Fact]
    public void A_refused_token_is_not_called_silence()
    {
        var header = ClusterHeader.Waiting with { State = PollState.Unreachable, Reason = "401" };

        header.WhyStale.ShouldBe("the cluster does not answer: 401");
        (header with { TokenRefused = true }).WhyStale.ShouldBe("the cluster refuses the token: 401");
    }
}
