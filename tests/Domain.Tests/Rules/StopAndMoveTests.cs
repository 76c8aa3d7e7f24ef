using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>Why a guest stopped that was also moved, rolled back, paused or rebooted, and whether it is to return.</summary>
public sealed class StopAndMoveTests
{
    [Theory]
    [InlineData("under way", 3, 15, "OK", 0, 10, -1000)]
    [InlineData("timed out", -600, -540, "VM quit/powerdown failed - got timeout", -300, -290, -294)]
    [InlineData("timed out just before", -90, -20, "VM quit/powerdown failed - got timeout", 0, 10, 6)]
    public void A_shutdown_that_was_requested_before_a_live_migration_ends_the_guest_on_the_other_node(
        string what, double asked, double ended, string status, double moved, double arrived, double runSince)
    {
        var shutdown = Given.Task("qmshutdown", "root@pam", startedAt: asked, endedAt: ended, status: status);
        var move = Given.Task("qmigrate", "anna@pve", startedAt: moved + 4, endedAt: arrived);
        var process = Given.Task("qmstart", "root@pam", startedAt: moved + 5, endedAt: moved + 6) with { Node = "pve2" };
        var evidence = Evidence(shutdown, move, process) with { RunSince = Given.At(runSince), SeenLive = true };

        StopClassifier.Classify(evidence).Upid.ShouldBe(shutdown.Upid, what);
        if (moved >= 0)
            StopClassifier.Classify(evidence, runsAgain: true).Upid.ShouldBe(move.Upid, "its uptime began anew with the move");
        StopClassifier.Classify(evidence with { Tasks = [shutdown, process] }).Upid
            .ShouldBeNull("without the migration the start is a run of its own");
    }

    [Theory, InlineData(false, "qmrollback"), InlineData(true, "qmigrate")]
    public void A_migration_after_a_rollback_moves_a_guest_that_is_stopped_unless_a_process_starts_on_the_other_node(bool live, string by)
    {
        var rollback = Given.Task("qmrollback", "anna@pve", startedAt: 1, endedAt: 2);
        var move = Given.Task("qmigrate", "anna@pve", startedAt: 5, endedAt: 9);
        var process = Given.Task("qmstart", "root@pam", startedAt: 6, endedAt: 7) with { Node = "pve2" };

        Classify(live ? [rollback, move, process] : [rollback, move]).Upid.ShouldNotBeNull().ShouldContain(by);
    }

    [Theory]
    [InlineData(true, 200, StopCauseKind.NodeShutdown)]
    [InlineData(false, 200, StopCauseKind.NodeShutdown)]
    [InlineData(false, 60, StopCauseKind.Hibernated)]
    public void A_pause_that_was_resumed_did_not_stop_it(bool seenLive, double asked, StopCauseKind kind)
    {
        var suspend = Given.Task("vzsuspend", "root@pam", startedAt: 1, endedAt: 2);
        var resume = Given.Task("vzresume", "root@pam", startedAt: 2, endedAt: 3);
        var evidence = Evidence(suspend, resume) with
        {
            NodeBootedAt = Given.At(40),
            RunSince = Given.At(-1000),
            SeenLive = seenLive,
            AskedAt = Given.At(asked),
        };

        StopClassifier.Classify(evidence).Kind.ShouldBe(kind);
        StopClassifier.Classify(evidence with { Tasks = [suspend] }).Kind.ShouldBe(StopCauseKind.Hibernated);
    }

    [Theory]
    [InlineData("qmreboot", "qmstop", null)]
    [InlineData("vzreboot", "vzshutdown", null)]
    [InlineData("qmigrate", "qmshutdown", null)]
    [InlineData("qmreboot", "qmstop", "qmstart")]
    public void What_promises_a_return_promises_none_of_a_guest_that_was_stopped_before(string later, string stop, string? start)
    {
        var begun = start is null ? [] : new[] { Given.Task(start, "anna@pve", startedAt: 8, endedAt: 9) };
        var cause = Classify(
            [Given.Task(stop, "ben@pve", startedAt: 6, endedAt: 7), .. begun, Given.Task(later, "anna@pve", startedAt: 10, endedAt: 12)]);

        (cause.By, cause.Return).ShouldBe(start is null ? ("ben@pve", null) : ("anna@pve", (ReturnKind?)ReturnKind.Reboot));
    }

    [Theory]
    [InlineData("OK", null)]
    [InlineData("VM quit/powerdown failed - got timeout", ReturnKind.Reboot)]
    public void A_reboot_during_a_shutdown_that_succeeds_promises_no_return(string shutdown, ReturnKind? expected)
    {
        var cause = Classify(
            Given.Task("vzshutdown", "ben@pve", startedAt: 6, endedAt: 12, status: shutdown),
            Given.Task("vzreboot", "anna@pve", startedAt: 8, endedAt: 13));

        (cause.By, cause.Return).ShouldBe((expected is null ? "ben@pve" : "anna@pve", expected));
    }

    [Theory]
    [InlineData(5, StopCauseKind.NodeShutdown)]
    [InlineData(3, StopCauseKind.Migration)]
    public void A_boot_after_a_migration_ended_what_the_migration_started(double booted, StopCauseKind kind)
    {
        var evidence = Evidence(Given.Task("qmigrate", "anna@pve", startedAt: 1, endedAt: 4))
            with
        { NodeBootedAt = Given.At(booted), RunSince = Given.At(-60) };

        StopClassifier.Classify(evidence).Kind.ShouldBe(kind);
    }

    private static StopCause Classify(params PveTask[] tasks) => StopClassifier.Classify(Evidence(tasks));

    private static StopEvidence Evidence(params PveTask[] tasks) =>
        new() { Vmid = 100, RanAfter = Given.Start, Tasks = tasks.ToImmutableArray() };
}
