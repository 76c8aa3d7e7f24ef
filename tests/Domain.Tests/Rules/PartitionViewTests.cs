namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>Who is away is believed by the word of members that have quorum.</summary>
public sealed class PartitionViewTests
{
    private static readonly ProbeFailure TimedOut = new(ProbeFailureKind.TimedOut, "no answer", "");

    [Fact]
    public void Whom_a_minority_does_not_hear_is_never_believed_to_be_away_while_anybody_may_have_quorum() =>
        Gen.Select(Gen.Int[2, 7], Gen.Int[0, 127], Gen.Int[0, 6], Gen.Int[0, 6]).Sample((nodes, sides, asked, other) =>
        {
            var side = Enumerable.Range(0, nodes).Select(node => (sides >> node) & 1).ToArray();
            var (mine, theirs) = (asked % nodes, other % nodes);
            var quorate = side.Count(s => s == side[theirs]) * 2 > nodes;
            var (away, trulyAway) = (Unheard(side, mine), Unheard(side, theirs));
            if (away.Count == 0) return;

            PartitionView.Whole.MustReadMembers(away).ShouldBeTrue();
            var verdict = PartitionView.Whole.Judge(away, Name(mine), Members(side, theirs, quorate), Name(theirs), null);
            if (!quorate) verdict.View.Doubt.ShouldNotBeNull();
            else if (mine == theirs)
                (verdict.View.Doubt, verdict.View.Away.SetEquals(away)).ShouldBe((null, true), "its own word, with quorum");
            else
            {
                (verdict.ReadAgain, verdict.View.Doubt is null).ShouldBe((true, false));
                PartitionView.Whole.Judge(trulyAway, Name(theirs), Members(side, theirs, quorate), Name(theirs), null).View.Doubt
                    .ShouldBeNull();
            }
        });

    [Fact]
    public void Members_are_read_for_whoever_goes_not_at_each_poll()
    {
        var known = new PartitionView(["pve2"]);

        known.MustReadMembers(["pve2"]).ShouldBeFalse();
        known.MustReadMembers([]).ShouldBeFalse();
        known.MustReadMembers(["pve2", "pve3"]).ShouldBeTrue();
        known.WithoutQuorum().MustReadMembers([]).ShouldBeTrue("that it is over must be known");
        known.WithoutQuorum().Judge([], "a", Members([0, 0], 0, true), "a", null).View.Doubt.ShouldBeNull();
    }

    [Fact]
    public void A_member_that_is_back_is_read_for_again_when_it_goes_again()
    {
        var known = new PartitionView(["pve2", "pve3"], Unread: 3);

        known.After(["pve3"]).MustReadMembers(["pve2"]).ShouldBeTrue();
        known.After(["pve3"]).MustReadMembers(["pve3"]).ShouldBeFalse();
        known.After([]).ShouldBe(PartitionView.Whole);
    }

    [Fact]
    public void Behind_one_address_of_several_members_the_two_answers_must_agree()
    {
        var verdict = PartitionView.Whole.Judge(["pve2", "pve3"], "vip", Members([1, 0, 0], 1, true), "vip", null);

        (verdict.ReadAgain, verdict.View.Doubt is null).ShouldBe((true, false));
        PartitionView.Whole.Judge(["pve1"], "vip", Members([1, 0, 0], 1, true), "vip", null).View.Doubt.ShouldBeNull();
    }

    [Theory]
    [InlineData(ProbeFailureKind.Forbidden, true)]
    [InlineData(ProbeFailureKind.NotImplemented, true)]
    [InlineData(ProbeFailureKind.TimedOut, false)]
    [InlineData(ProbeFailureKind.NodeUnreachable, false)]
    public void Without_the_members_rows_are_believed_only_where_nobody_could_ever_tell(ProbeFailureKind kind, bool believed) =>
        (PartitionView.Whole.Judge(["pve2"], "a", null, null, new(kind, "why", "")).View.Doubt is null).ShouldBe(believed);

    [Theory]
    [InlineData(2, 1, true)]
    [InlineData(3, 1, true)]
    [InlineData(3, 2, false)]
    [InlineData(4, 2, false)]
    public void Whoever_hears_too_few_to_have_quorum_is_not_believed_at_once_though_nobody_may_ask(int listed, int away, bool believed)
    {
        string[] gone = [.. Enumerable.Range(2, away).Select(node => $"pve{node}")];
        ProbeFailure forbidden = new(ProbeFailureKind.Forbidden, "Sys.Audit", "");

        var first = PartitionView.Whole.Judge(gone, "a", null, null, forbidden, listed).View;
        (first.Doubt is null).ShouldBe(believed);
        first.Judge(gone, "a", null, null, forbidden, listed).View.Judge(gone, "a", null, null, forbidden, listed).View.Doubt
            .ShouldBeNull();
    }

    [Theory]
    [InlineData(3, 1, false)]
    [InlineData(3, 2, true)]
    public void Members_that_answer_are_not_offline_to_one_that_hears_too_few(int listed, int away, bool outnumbered)
    {
        string[] gone = [.. Enumerable.Range(2, away).Select(node => $"pve{node}")];
        ProbeFailure forbidden = new(ProbeFailureKind.Forbidden, "Sys.Audit", "");
        var view = PartitionView.Whole;
        for (var poll = 0; poll < 3; poll++) view = view.Judge(gone, "a", null, null, forbidden, listed).View;

        view.IsOutnumbered.ShouldBe(outnumbered);
        view.MustReadMembers(gone).ShouldBe(outnumbered, "whether its quorum can be read now");
    }

    [Fact]
    public void A_doubt_about_members_that_answer_is_none_about_those_that_do_not()
    {
        var doubt = OfflineDoubt.OfAlone("pve1");
        doubt.BeforeAnswer.ShouldBeNull("the node is asked");
        (doubt.AfterAnswer(true) is null, doubt.AfterAnswer(false), doubt.AfterAnswer(null)).ShouldBe((false, null, null));
        new OfflineDoubt("no quorum").BeforeAnswer.ShouldBe("no quorum");
        new OfflineDoubt("no quorum").AfterAnswer(false).ShouldBe("no quorum");
    }

    [Fact]
    public void What_cannot_be_read_keeps_a_death_untold_for_two_polls_only()
    {
        var first = PartitionView.Whole.Judge(["pve2"], "a", null, null, TimedOut).View;
        var second = first.Judge(["pve2"], "a", null, null, TimedOut).View;
        var third = second.Judge(["pve2"], "a", null, null, TimedOut).View;

        first.Doubt.ShouldBe("whether the member that answers has quorum cannot be read: no answer");
        second.Doubt.ShouldNotBeNull();
        third.Doubt.ShouldBeNull();
        third.MustReadMembers(["pve2"]).ShouldBeFalse();
    }

    private static string Name(int node) => $"pve{node + 1}";

    private static List<string> Unheard(int[] side, int viewer) =>
        [.. Enumerable.Range(0, side.Length).Where(node => side[node] != side[viewer]).Select(Name)];

    private static ClusterMembership Members(int[] side, int viewer, bool quorate) =>
        new("lab", quorate, [.. side.Select((s, node) => new ClusterMember(Name(node), s == side[viewer], node == viewer, null))]);
}
