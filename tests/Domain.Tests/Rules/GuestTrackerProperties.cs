namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>
/// Random lives of a guest: a truth that changes, rows that may be a tick old, and witnesses that may be silent but never lie.
/// </summary>
public sealed class GuestTrackerProperties
{
    private static readonly Gen<Step> AnyStep = Gen.Select(
        Gen.OneOf(GuestStatus.Running, GuestStatus.Running, GuestStatus.Stopped, GuestStatus.Stopped, GuestStatus.Paused,
            GuestStatus.Transient, GuestStatus.Unknown),
        Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true))),
        Gen.Frequency((4, Gen.Const(NodeStatus.Online)), (1, Gen.Const(NodeStatus.Offline)), (1, Gen.Const(NodeStatus.Unknown))),
        Gen.Frequency((3, Gen.Const((string?)null)), (1, Gen.Const((string?)"backup")), (1, Gen.Const((string?)"suspended"))),
        Gen.Frequency((3, Gen.Const(true)), (1, Gen.Const(false))),
        Gen.OneOf("pve1", "pve2")).Select((truth, old, node, held, answers, on) => new Step(truth, old, node, held, answers, on));

    [Fact]
    public void What_is_believed_was_true_and_a_crash_stands_iff_the_last_believed_step_was_a_stop_of_its_own() =>
        AnyStep.Array[1, 40].Sample(steps => Live(steps, (before, step, row, verdict) =>
        {
            var after = verdict.State;
            if (before is null) return;
            if (after.Status != before.Status)
            {
                step.Node.ShouldBe(NodeStatus.Online);
                after.Status.ShouldBe(row.Status);
                var confirmed = before.Status == GuestStatus.Unknown || Runs(before.Status) == Runs(after.Status)
                    || (step.Truth is not (GuestStatus.Unknown or GuestStatus.Transient) && Runs(step.Truth) == Runs(after.Status));
                confirmed.ShouldBeTrue($"{before.Status} to {after.Status} while it was {step.Truth}");
            }

            var stopped = Runs(before.Status) && after.Status == GuestStatus.Stopped;
            var expected = after.Status == before.Status ? Crashed(before) : stopped && step.Held is null;
            Crashed(after).ShouldBe(expected);
        }));

    [Fact]
    public void Begins_and_ends_alternate_and_ids_are_unique() =>
        AnyStep.Array[1, 60].Sample(steps =>
        {
            var all = new List<Finding>();
            Live(steps, (_, _, _, verdict) => all.AddRange(verdict.State.Ledger.Outbox));

            all.Select(found => found.Id).ShouldBeUnique();
            var kinds = all.Where(found => found.Condition is not null).Select(found => found.Kind).ToList();
            kinds.Select((kind, i) => kind == (i % 2 == 0 ? FindingKind.Raised : FindingKind.Cleared)).ShouldAllBe(right => right);
        });

    [Fact]
    public void An_unsettled_verdict_changes_no_status_and_a_settled_known_row_of_an_online_node_is_what_is_believed() =>
        AnyStep.Array[1, 40].Sample(steps => Live(steps, (before, step, row, verdict) =>
        {
            if (!verdict.Settled) verdict.State.Status.ShouldBe(before!.Status);
            else if (step.Node == NodeStatus.Online && row.Status is not (GuestStatus.Unknown or GuestStatus.Transient))
                verdict.State.Status.ShouldBe(row.Status);
            verdict.Reason.ShouldNotBeNullOrWhiteSpace();
        }));

    [Fact]
    public void A_fresh_row_with_an_answering_node_always_settles_unless_an_operation_holds_a_lock() =>
        AnyStep.Array[2, 40].Sample(steps => Live(steps, (before, step, row, verdict) =>
        {
            if (before is null || step.Node != NodeStatus.Online || step.Old || !step.Answers || step.Held == "backup") return;
            verdict.Settled.ShouldBeTrue(verdict.Reason);
        }));

    [Fact]
    public void The_same_row_again_says_nothing_new() =>
        AnyStep.Array[1, 40].Sample(steps => Live(steps, (_, step, row, verdict) =>
        {
            var state = Delivered(verdict.State);
            var again = GuestTracker.Observe(
                Given.Guest, state, new(row, Given.At(1e6), step.Node, Crowded: false, Given.At(1e6 - 12)), Confirmation.None);
            again.State.Status.ShouldBe(state.Status);
            again.State.Ledger.Outbox.ShouldBeEmpty();
        }));

    private static void Live(Step[] steps, Action<GuestState?, Step, GuestSample, GuestVerdict> look)
    {
        GuestState? state = null;
        var before = steps[0].Truth;
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            var row = Given.Row(step.Old ? before : step.Truth, node: step.On, held: step.Held);
            var observation = Given.Seen(row, i * 12, step.Node);
            var confirmation = (GuestTracker.NeedsConfirmation(state, observation), step.Answers) switch
            {
                (false, _) => Confirmation.None,
                (_, true) => Given.Live(step.Truth, step.Held),
                _ => Confirmation.Absent("its node did not answer"),
            };
            var verdict = GuestTracker.Observe(Given.Guest, state, observation, confirmation);
            look(state, step, row, verdict);
            state = Delivered(verdict.State);
            before = step.Truth;
        }
    }

    private static bool Crashed(GuestState state) => !state.Ledger.Active.IsEmpty;

    private static bool Runs(GuestStatus status) => status is not (GuestStatus.Stopped or GuestStatus.Unknown);

    private static GuestState Delivered(GuestState state) => state with { Ledger = state.Ledger.Delivered() };

    internal sealed record Step(GuestStatus Truth, bool Old, NodeStatus Node, string? Held, bool Answers, string On);
}
