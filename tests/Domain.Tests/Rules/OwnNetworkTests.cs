namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class OwnNetworkTests
{
    private static readonly ClusterName A = ClusterName.Parse("a");
    private static readonly ClusterName B = ClusterName.Parse("b");
    private static readonly ClusterName C = ClusterName.Parse("c");

    [Fact]
    public void Every_cluster_silent_is_our_own_network()
    {
        var network = Heard(A, B, C, [A, B, C], []).Record(A, false).Record(B, false).Record(C, false).Record(A, false).Record(B, false)
            .Record(C, false);

        network.Judge(A, false).ShouldBe(SilenceVerdict.Undecided, "twice is not enough to blame anybody");
        network.Record(A, false).Judge(A, false).ShouldBe(SilenceVerdict.Monitor);
    }

    [Fact]
    public void One_that_answers_clears_us()
    {
        var network = Heard(A, B, C, [A, B, C], [A, B, A, B, A]).Record(C, true);

        network.Judge(A, false).ShouldBe(SilenceVerdict.Cluster);
        network.Record(C, false).Judge(A, false).ShouldBe(SilenceVerdict.Cluster, "it answered after the others had fallen silent");
    }

    [Fact]
    public void A_single_cluster_is_blamed_itself() =>
        new OwnNetwork([A], 3).Record(A, false).Record(A, false).Record(A, false).Judge(A, false).ShouldBe(SilenceVerdict.Cluster);

    [Fact]
    public void One_whose_poll_hangs_is_waited_for_and_then_counts_as_silent()
    {
        var network = Heard(A, B, C, [A, B, C], [A, B, A, B, A, B]);
        network.Judge(A, false).ShouldBe(SilenceVerdict.Undecided);

        network.Record(A, false).Record(A, false).Record(A, false).Judge(A, false).ShouldBe(SilenceVerdict.Monitor);
    }

    [Fact]
    public void Once_blamed_we_stay_blamed_over_a_restart_until_anything_answers()
    {
        var restarted = new OwnNetwork([A, B], 3).Record(A, false);

        restarted.Judge(A, isolated: true).ShouldBe(SilenceVerdict.Monitor);
        restarted.Record(B, true).Judge(B, isolated: true).ShouldBe(SilenceVerdict.Cluster);
    }

    [Fact]
    public void It_is_never_ours_while_another_answers_from_time_to_time() =>
        Gen.Bool.Array[1, 60].Sample(answers =>
        {
            var network = new OwnNetwork([A, B], 3);
            foreach (var answered in answers)
            {
                network = network.Record(B, true).Record(A, answered);
                network.Judge(A, false).ShouldNotBe(SilenceVerdict.Monitor);
            }
        });

    private static OwnNetwork Heard(ClusterName a, ClusterName b, ClusterName c, ClusterName[] answered, ClusterName[] silent)
    {
        var network = answered.Aggregate(new OwnNetwork([a, b, c], 3), (known, cluster) => known.Record(cluster, true));
        return silent.Aggregate(network, (known, cluster) => known.Record(cluster, false));
    }
}
