namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>What is explained is what was decided, in any state.</summary>
public sealed class ExplanationProperties
{
    private static readonly EntityId Disk = EntityId.Of(Given.Node);

    private static readonly Gen<(GuestStatus Row, GuestStatus Truth, NodeStatus Node, string? Held, bool Asked, string? Ha)> AnyLook =
        Gen.Select(
        Status(), Status(),
        Gen.Frequency((4, Gen.Const(NodeStatus.Online)), (1, Gen.Const(NodeStatus.Offline)), (1, Gen.Const(NodeStatus.Unknown))),
        Gen.Frequency((3, Gen.Const((string?)null)), (1, Gen.Const((string?)"backup")), (1, Gen.Const((string?)"suspended"))),
        Gen.Bool,
        Gen.Frequency((4, Gen.Const((string?)null)), (1, Gen.Const((string?)"error")), (1, Gen.Const((string?)"started"))));

    private static readonly Gen<NodeObservation> AnyNode = Gen.Select(
        Gen.OneOf(NodeStatus.Online, NodeStatus.Offline, NodeStatus.Unknown), Gen.Bool, Gen.OneOf<bool?>(null, true, false))
            .Select((status, frozen, answers) => new NodeObservation(status, frozen, answers));

    [Fact]
    public void A_threshold_is_firing_pending_or_ok_exactly_where_the_evaluator_has_it() =>
        Gen.Select(ThresholdGens.Any, ThresholdGens.Shares).Sample((ladder, shares) =>
        {
            var (ledger, state, pending) = (ConditionLedger.Empty, new ThresholdState(), (PendingViolation?)null);
            for (var i = 0; i < shares.Length; i++)
            {
                var at = Given.At(i * ThresholdGens.Tick);
                state = ThresholdEvaluator.Evaluate(ladder, state, shares[i], at).State;
                var judged = ThresholdWatch.Judge(ledger, ladder, pending, Disk, "disk", shares[i], null, at);
                (ledger, pending) = (judged.Ledger, judged.Pending);

                foreach (var rule in ladder.Rules)
                {
                    var told = RuleEvaluation.Of(judged.Assessments.Single(said => said.Condition == rule.Condition), ledger, at);
                    var hold = Holds(state.Pending).SingleOrDefault(hold => hold.Condition == rule.Condition);
                    var expected = (state.Firing?.Condition == rule.Condition, hold, shares[i]) switch
                    {
                        (true, _, _) => RuleVerdict.Firing,
                        (_, not null, _) => RuleVerdict.Pending,
                        (_, _, null) => RuleVerdict.Unknown,
                        _ => RuleVerdict.Ok,
                    };
                    told.Verdict.ShouldBe(expected, $"{rule.Condition} at {shares[i]}: {told.Reason}");
                    (told.Hold?.Samples).ShouldBe(hold?.Samples);
                    told.Edges!.Value.ShouldBe(shares[i]);
                }

                ThresholdWatch.Read(ledger, ladder, pending, Disk, shares[i], null).Select(said => said.Reason)
                    .ShouldBe(judged.Assessments.Select(said => said.Reason));
            }
        });

    [Fact]
    public void A_guest_s_rules_are_told_as_they_were_decided_and_telling_decides_nothing() =>
        AnyLook.Array[1, 40].Sample(looks =>
        {
            GuestState? state = null;
            for (var i = 0; i < looks.Length; i++)
            {
                var look = looks[i];
                var row = Given.Row(look.Row, held: look.Held) with { HaState = look.Ha };
                var observation = new GuestObservation(row, Given.At(i * 12), look.Node, Crowded: false, Given.At((i - 1) * 12));
                var confirmation = look.Asked && GuestTracker.NeedsConfirmation(state, observation) ? Given.Live(look.Truth, look.Held)
                    : Confirmation.None;
                var first = state is null;
                var verdict = GuestTracker.Observe(Given.Guest, state, observation, confirmation);
                state = verdict.State;
                if (first) continue;

                var told = GuestTracker.Explain(Given.Guest, state, observation, confirmation, missedPolls: 0);
                told.Select(evaluation => (evaluation.Condition, evaluation.Verdict))
                    .ShouldBe(
                    verdict.Assessments.Select(said => (said.Condition, RuleEvaluation.Of(said, state.Ledger, observation.At).Verdict)),
                    $"look {i}: {look}");
                foreach (var evaluation in told)
                {
                    (evaluation.Verdict == RuleVerdict.Firing)
                        .ShouldBe(state.Ledger.Find(evaluation.Condition, evaluation.Entity) is not null);
                    evaluation.Reason.ShouldNotBeNullOrWhiteSpace();
                }

                if (!verdict.Settled && look.Node == NodeStatus.Online && row.Status == GuestStatus.Stopped)
                    told.Single(evaluation => evaluation.Condition == ConditionType.VmCrashed).Verdict.ShouldBe(RuleVerdict.Pending);
            }
        });

    [Fact]
    public void A_node_s_rules_are_told_as_they_were_decided() =>
        AnyNode.Array[1, 40].Sample(looks =>
        {
            NodeState? state = null;
            for (var i = 0; i < looks.Length; i++)
            {
                var verdict = NodeTracker.Observe(Given.Node, state, looks[i], Given.At(i * 12));
                state = verdict.State;
                foreach (var told in NodeTracker.Explain(Given.Node, state, looks[i], Given.At(i * 12)))
                {
                    (told.Verdict == RuleVerdict.Firing)
                        .ShouldBe(state.Ledger.Find(told.Condition, told.Entity) is not null, $"{told.Condition}: {told.Reason}");
                    told.Verdict.ShouldNotBe(RuleVerdict.Pending, told.Reason);
                }

                state.Ledger.Active.Select(active => active.Condition)
                    .ShouldBeSubsetOf(NodeTracker.Explain(Given.Node, state, looks[i], Given.At(i * 12)).Select(told => told.Condition));
            }
        });

    private static Gen<GuestStatus> Status() => Gen.OneOf(
        GuestStatus.Running, GuestStatus.Running, GuestStatus.Stopped, GuestStatus.Stopped, GuestStatus.Paused, GuestStatus.GuestPanicked,
        GuestStatus.Transient, GuestStatus.Unknown);

    private static IEnumerable<PendingViolation> Holds(PendingViolation? pending)
    {
        for (var hold = pending; hold is not null; hold = hold.Next) yield return hold;
    }
}
