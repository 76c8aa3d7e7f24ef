namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class GuestTrackerTests
{
    [Theory]
    [InlineData(GuestStatus.Running)]
    [InlineData(GuestStatus.Stopped)]
    [InlineData(GuestStatus.IoError)]
    public void First_sight_populates_silently(GuestStatus status)
    {
        var verdict = Observe(null, Given.Row(status) with { Name = "web" });

        verdict.Settled.ShouldBeTrue();
        verdict.State.Status.ShouldBe(status);
        verdict.State.Name.ShouldBe("web");
        verdict.State.Ledger.ShouldBeSameAs(ConditionLedger.Empty);
    }

    [Theory]
    [InlineData(NodeStatus.Offline)]
    [InlineData(NodeStatus.Unknown)]
    public void First_sight_believes_no_row_of_a_node_that_is_away(NodeStatus node)
    {
        var first = GuestTracker.Observe(Given.Guest, null, Given.Seen(Given.Row(GuestStatus.Running), 0, node), Confirmation.None).State;
        first.Status.ShouldBe(GuestStatus.Unknown);

        var back = Observe(first, Given.Row(GuestStatus.Stopped));
        back.State.Status.ShouldBe(GuestStatus.Stopped);
        back.State.Ledger.Outbox.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(GuestKind.Vm, ConditionType.VmCrashed)]
    [InlineData(GuestKind.Container, ConditionType.CtCrashed)]
    public void A_stop_that_its_node_confirms_is_a_crash(GuestKind kind, ConditionType condition)
    {
        var verdict = Observe(Given.Running(kind), Given.Row(GuestStatus.Stopped, kind: kind), Given.Live(GuestStatus.Stopped));

        verdict.Settled.ShouldBeTrue();
        verdict.State.Status.ShouldBe(GuestStatus.Stopped);
        verdict.State.Since.ShouldBe(Given.At(12));
        var crash = verdict.State.Ledger.Active.ShouldHaveSingleItem();
        crash.Condition.ShouldBe(condition);
        crash.Severity.ShouldBe(Severity.Critical);
        verdict.State.Ledger.Outbox.Select(found => found.Kind).ShouldBe([FindingKind.Changed, FindingKind.Raised]);
        verdict.State.Ledger.Outbox[0].Details["from"].ShouldBe("running");
        verdict.State.Ledger.Outbox[0].Details["to"].ShouldBe("stopped");
    }

    [Fact]
    public void What_stood_on_a_guest_that_was_destroyed_is_nothing_of_the_one_that_has_its_VMID()
    {
        var crashed = Observe(Given.Running(), Given.Row(GuestStatus.Stopped), Given.Live(GuestStatus.Stopped)).State;
        var row = Given.Seen(Given.Row(GuestStatus.Stopped) with { Name = "new" }, 60);

        var next = GuestDisappearance.Replace(Given.Guest, Delivered(crashed), Destroyed, Given.At(31), row);
        next.Ledger.Active.ShouldBeEmpty();
        next.Ledger.Outbox.Select(found => found.Reason)
            .ShouldBe(["qmdestroy by anna@pve", "it was destroyed: qmdestroy by anna@pve; another guest now has this VMID"]);
        (next.Name, next.LastStop, next.KnownSince).ShouldBe(("new", null, Given.At(60)));
        GuestDisappearance.Replace(Given.Guest, next, Destroyed, Given.At(31), row).ShouldBeSameAs(next, "it was told already");

        // A stop of the first that was noticed when the second was there.
        GuestDisappearance.Replace(Given.Guest, crashed with { RunSince = Given.At(-90) }, Destroyed, Given.At(5), row).Ledger.Active
            .ShouldBeEmpty();
    }

    [Fact]
    public void What_came_of_a_run_after_another_was_destroyed_stays()
    {
        var crashed = Observe(
            Given.Running() with { RunSince = Given.At(6) }, Given.Row(GuestStatus.Stopped), Given.Live(GuestStatus.Stopped)).State;
        var next = GuestDisappearance.Replace(Given.Guest, crashed, Destroyed, Given.At(5), Given.Seen(Given.Row(GuestStatus.Stopped), 60));
        next.Ledger.Active.ShouldHaveSingleItem().Condition.ShouldBe(ConditionType.VmCrashed);
        (next.Status, next.Since).ShouldBe((GuestStatus.Stopped, crashed.Since));
    }

    [Fact]
    public void A_start_of_the_guest_that_has_the_number_of_a_destroyed_one_came_after_what_is_known_of_it()
    {
        var running = Given.Running() with { RunSince = Given.At(-90) };
        var crashed = Observe(running, Given.Row(GuestStatus.Stopped), Given.Live(GuestStatus.Stopped), at: 300).State;
        var row = Given.Seen(Given.Row(GuestStatus.Stopped), 312);
        var next = GuestDisappearance.Replace(Given.Guest, Delivered(crashed), Destroyed, Given.At(5), row);

        next.Ledger.Active.ShouldBeEmpty();
        Ran(startedAt: 60).ShouldBeTrue("it crashed while nobody watched");
        Ran(startedAt: 2).ShouldBeFalse("that was the other guest");

        bool Ran(double startedAt) =>
            GuestTaskEvents.IsUnseenRun(next, row, Given.Task("qmstart", "anna@pve", startedAt: startedAt, endedAt: startedAt + 1),
                TimeSpan.Zero);
    }

    [Theory, InlineData("old", true), InlineData("new", false)]
    public void One_that_was_out_of_the_list_and_is_back_under_another_name_is_another(string name, bool same)
    {
        var verdict = Observe(
            Given.Running() with { Name = "old", AbsentSince = Given.At(2) }, Given.Row(GuestStatus.Stopped) with { Name = name },
            Given.Live(GuestStatus.Stopped));
        verdict.State.Ledger.Active.IsEmpty.ShouldBe(!same);
        verdict.State.AbsentSince.ShouldBeNull();
    }

    [Fact]
    public void A_second_row_is_a_witness_too() =>
        Observe(Given.Running(), Given.Row(GuestStatus.Stopped), Confirmation.Repeated).State.Ledger.Active.ShouldHaveSingleItem();

    [Fact]
    public void A_guest_that_is_back_ends_its_crash_and_raises_nothing()
    {
        var crashed = Observe(Given.Running(), Given.Row(GuestStatus.Stopped), Given.Live(GuestStatus.Stopped)).State;
        var back = Observe(Delivered(crashed), Given.Row(GuestStatus.Running), Given.Live(GuestStatus.Running), at: 24);

        back.State.Ledger.Active.ShouldBeEmpty();
        back.State.Ledger.Outbox.Select(found => found.Kind).ShouldBe([FindingKind.Changed, FindingKind.Cleared]);
        back.State.Ledger.Outbox.ShouldAllBe(found => found.Severity == Severity.Info);
    }

    [Theory]
    [InlineData(GuestStatus.Paused)]
    [InlineData(GuestStatus.IoError)]
    [InlineData(GuestStatus.GuestPanicked)]
    public void A_run_state_of_a_living_process_is_reported_without_a_witness_and_is_no_crash(GuestStatus status)
    {
        var verdict = Observe(Given.Running(), Given.Row(status));

        verdict.Settled.ShouldBeTrue();
        verdict.State.Status.ShouldBe(status);
        verdict.State.Ledger.Active.ShouldNotContain(active => active.Condition == ConditionType.VmCrashed);
        verdict.State.Ledger.Outbox[0].Kind.ShouldBe(FindingKind.Changed);
    }

    [Theory]
    [InlineData(GuestStatus.IoError, ConditionType.GuestIoError)]
    [InlineData(GuestStatus.GuestPanicked, ConditionType.GuestPanicked)]
    [InlineData(GuestStatus.InternalError, ConditionType.GuestInternalError)]
    public void A_crash_of_a_process_that_lives_is_a_condition_of_its_own_and_ends_when_it_runs(GuestStatus status, ConditionType condition)
    {
        var troubled = Delivered(Observe(Given.Running(), Given.Row(status)).State);
        troubled.Ledger.Active.ShouldHaveSingleItem().Condition.ShouldBe(condition);

        Observe(troubled, Given.Row(GuestStatus.Running), at: 24).State.Ledger.Active.ShouldBeEmpty();
    }

    [Fact]
    public void What_was_wrong_with_a_process_is_over_once_it_ended_whatever_the_cause_and_is_looked_for_again_in_the_next_run()
    {
        var panicked = Given.Row(GuestStatus.GuestPanicked);
        var troubled = Delivered(Observe(Given.Running() with { RunSince = Given.At(0) }, panicked).State);
        var backup = Inquiry.None with { Holder = new LockHolder(LockHold.Held, "vzdump by root@pam holds it") { EndsRuns = true } };
        var row = Given.Row(GuestStatus.Stopped, held: "backup");

        var stopped = GuestTracker.Observe(
            Given.Guest, troubled, Given.Seen(row, 24), Given.Live(GuestStatus.Stopped, "backup"), backup);
        stopped.Settled.ShouldBeFalse();
        stopped.State.Ledger.Active.ShouldBeEmpty();
        GuestTracker.Observe(Given.Guest, troubled, Given.Seen(row, 24), Confirmation.None, backup)
            .State.Ledger.Active.ShouldNotBeEmpty("no one confirmed the stop");

        var again = GuestTracker.Observe(
            Given.Guest, Delivered(stopped.State), Given.Seen(panicked, 336) with { RunSince = Given.At(330) }, Confirmation.None);
        again.State.Ledger.Active.ShouldHaveSingleItem().Condition.ShouldBe(ConditionType.GuestPanicked);
    }

    [Fact]
    public void A_guest_that_ha_gave_up_on_is_an_alarm_until_its_ha_state_is_another_one()
    {
        var failed = Delivered(Observe(Given.Running(), Given.Row(GuestStatus.Running) with { HaState = "error" }).State);
        failed.Ledger.Active.ShouldHaveSingleItem().Condition.ShouldBe(ConditionType.HaError);

        Observe(failed, Given.Row(GuestStatus.Running) with { HaState = "started" }, at: 24).State.Ledger.Active.ShouldBeEmpty();
    }

    [Fact]
    public void An_explained_stop_is_a_change_with_its_cause_and_no_crash()
    {
        var stop = new StopFinding(
            new(StopCauseKind.StoppedByUser, "anna@pve", "UPID:x", "qmstop by anna@pve"), Crashed: false, "qmstop by anna@pve");
        var verdict = GuestTracker.Observe(
            Given.Guest, Given.Running(), Given.Seen(Given.Row(GuestStatus.Stopped), 12), Given.Live(GuestStatus.Stopped),
            Inquiry.None with { Stop = stop });

        verdict.State.Ledger.Active.ShouldBeEmpty();
        var change = verdict.State.Ledger.Outbox.ShouldHaveSingleItem();
        change.Details["cause"].ShouldBe("stopped_by_user");
        change.Details["by"].ShouldBe("anna@pve");
        change.Details["upid"].ShouldBe("UPID:x");
    }

    [Fact]
    public void A_hibernated_guest_has_not_crashed()
    {
        var verdict =
            Observe(Given.Running(), Given.Row(GuestStatus.Stopped, held: "suspended"), Given.Live(GuestStatus.Stopped, "suspended"));

        verdict.Settled.ShouldBeTrue();
        verdict.State.Status.ShouldBe(GuestStatus.Stopped);
        verdict.State.Ledger.Active.ShouldBeEmpty();
        verdict.State.Ledger.Outbox.ShouldHaveSingleItem().Severity.ShouldBe(Severity.Info);
    }

    [Fact]
    public void A_template_never_crashes() =>
        Observe(Given.Running(), Given.Row(GuestStatus.Stopped, template: true), Given.Live(GuestStatus.Stopped)).State.Ledger.Active
        .ShouldBeEmpty();

    [Fact]
    public void A_row_that_does_not_say_so_does_not_unmake_a_template() =>
        Observe(Given.Running() with { Template = true }, Given.Row(GuestStatus.Stopped, template: null), Given.Live(GuestStatus.Stopped))
            .State.Ledger.Active.ShouldBeEmpty();

    [Fact]
    public void A_move_is_reported_and_keeps_identity_and_state()
    {
        var verdict = Observe(Given.Running(), Given.Row(GuestStatus.Running, node: "pve2"));

        verdict.State.Node.ShouldBe("pve2");
        verdict.State.Status.ShouldBe(GuestStatus.Running);
        var found = verdict.State.Ledger.Outbox.ShouldHaveSingleItem();
        (found.Details["attribute"], found.Details["from"], found.Details["to"]).ShouldBe(("node", "pve1", "pve2"));
    }

    [Fact]
    public void A_quiet_row_changes_nothing()
    {
        var last = Given.Running();

        Observe(last, Given.Row(GuestStatus.Running)).State.ShouldBeSameAs(last);
    }

    [Fact]
    public void A_guest_of_another_kind_under_the_same_number_is_a_new_guest_and_ends_what_stood()
    {
        var crashed = Delivered(Observe(Given.Running(), Given.Row(GuestStatus.Stopped), Given.Live(GuestStatus.Stopped)).State);
        var verdict = Observe(crashed, Given.Row(GuestStatus.Stopped, kind: GuestKind.Container), at: 24);

        verdict.State.Kind.ShouldBe(GuestKind.Container);
        verdict.State.Ledger.Active.ShouldBeEmpty();
        verdict.State.Ledger.Outbox.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Cleared);
        verdict.State.Ledger.Revision.ShouldBeGreaterThan(crashed.Ledger.Revision);
    }

    [Theory]
    [InlineData("app", GuestStatus.Stopped, "app")]
    [InlineData("web", GuestStatus.Running, "web")]
    public void One_that_was_gone_and_is_back_under_another_name_is_a_new_guest(string name, GuestStatus known, string kept)
    {
        var missing = Given.Running() with
        {
            Ledger = ConditionLedger.Empty
                .Apply(GuestRules.Visibility(Given.Guest, Given.Running(), "pve1", Presence.Present, "it is not listed"), Given.At(6)),
        };
        var verdict = Observe(missing, Given.Row(GuestStatus.Stopped) with { Name = name }, Given.Live(GuestStatus.Running));

        (verdict.State.Name, verdict.State.Status).ShouldBe((kept, known));
        verdict.State.Ledger.Active.ShouldBeEmpty();
    }

    [Fact]
    public void A_guest_that_is_gone_ends_what_stood_on_it()
    {
        var crashed = Delivered(Observe(Given.Running(), Given.Row(GuestStatus.Stopped), Given.Live(GuestStatus.Stopped)).State);
        var gone = GuestDisappearance.MarkDestroyed(Given.Guest, crashed, Given.Task("qmdestroy", "anna@pve"), Given.At(24));

        gone.Ledger.Active.ShouldBeEmpty();
        gone.Ledger.Outbox.Select(found => found.Kind).ShouldBe([FindingKind.Changed, FindingKind.Cleared]);
    }

    private static PveTask Destroyed { get; } = Given.Task("qmdestroy", "anna@pve", startedAt: 30, endedAt: 31);

    private static GuestState Delivered(GuestState state) => state with { Ledger = state.Ledger.Delivered() };

    private static GuestVerdict Observe(GuestState? last, GuestSample row, Confirmation? confirmation = null, double at = 12) =>
        GuestTracker.Observe(Given.Guest, last, Given.Seen(row, at), confirmation ?? Confirmation.None);
}
