using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Tests.Rules.Causes;

/// <summary>What was asked for counts, whether or not a task saw its end.</summary>
public sealed class AskedForTests
{
    [Theory]
    [InlineData("qmshutdown", "VM quit/powerdown failed - got timeout")]
    [InlineData("qmstop", "unexpected status")]
    [InlineData("qmreboot", "VM quit/powerdown failed - got timeout")]
    [InlineData("vzshutdown", "container did not stop")]
    [InlineData("vzstop", "received interrupt")]
    [InlineData("vzreboot", "unable to read tail (got 0 bytes)")]
    public void A_request_whose_task_failed_was_made_all_the_same(string type, string status)
    {
        var cause = Classify(Given.Task(type, "alice@pam", startedAt: -75, endedAt: -14, status: status));

        (cause.Kind, cause.By).ShouldBe((StopCauseKind.StoppedByUser, "alice@pam"));
        cause.Reason.ShouldContain(status);
    }

    [Theory]
    [InlineData("VM is locked (backup)")]
    [InlineData("CT is locked (snapshot)")]
    [InlineData("VM 100 not running")]
    [InlineData("CT 100 not running")]
    [InlineData("VM is paused - cannot shutdown")]
    [InlineData("can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout")]
    [InlineData("Configuration file 'nodes/pve3/qemu-server/100.conf' does not exist")]
    [InlineData("unable to open file '/etc/pve/nodes/pve1/qemu-server/100.conf.tmp.1' - Permission denied")]
    [InlineData("cluster not ready - no quorum?")]
    public void A_refusal_before_anything_happened_asked_the_guest_for_nothing(string status) =>
        Classify(Given.Task("qmshutdown", "alice@pam", status: status)).Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash);

    [Fact]
    public void Only_a_later_start_by_the_same_hand_takes_a_request_back()
    {
        var asked = Given.Task("qmshutdown", "alice@pam", startedAt: 6, endedAt: 66, status: "VM quit/powerdown failed - got timeout");

        Classify(asked, Start("alice@pam", 70)).Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash);
        Classify(asked, Start("alice@pam!phone", 70)).Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash, "a token is no other person");
        Classify(asked, Start("bob@pam", 70)).Kind.ShouldBe(StopCauseKind.StoppedByUser);
        Classify(asked, Start("alice@pam", 0)).Kind.ShouldBe(StopCauseKind.StoppedByUser, "it was before");

        static PveTask Start(string user, double at) =>
            Given.Task("qmstart", user, startedAt: at, endedAt: at + 1, status: "VM 100 already running");
    }

    [Fact]
    public void A_request_counts_for_an_hour_and_for_the_run_that_it_was_about()
    {
        PveTask asked =
            Given.Task("qmshutdown", "alice@pam", startedAt: -1800, endedAt: -1740, status: "VM quit/powerdown failed - got timeout");

        Classify(asked).Kind.ShouldBe(StopCauseKind.StoppedByUser);
        Classify(asked with { StartedAt = Given.At(-4000), EndedAt = Given.At(-3940) }).Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash);
        StopClassifier.Classify(Evidence(asked) with { RunSince = Given.At(-600) }).Kind
            .ShouldBe(StopCauseKind.GuestShutdownOrCrash, "it has been started again since");
    }

    [Fact]
    public void Who_was_started_again_and_died_did_not_stop_by_what_stopped_it_before()
    {
        PveTask[] tasks =
            [Given.Task("qmreboot", "alice@pam", startedAt: 6, endedAt: 8), Given.Task("qmstart", "root@pam", startedAt: 8, endedAt: 9)];

        StopClassifier.Classify(Evidence(tasks) with { SeenLive = true }).Kind.ShouldBe(StopCauseKind.GuestShutdownOrCrash);
        StopClassifier.Classify(Evidence(tasks) with { SeenLive = false }).Kind
            .ShouldBe(StopCauseKind.StoppedByUser, "a row may still show the stop itself");
        StopClassifier.Classify(
            Evidence(tasks[0], tasks[1] with { Status = "start failed: QEMU exited with code 1" }) with { SeenLive = true })
            .Return.ShouldBe(ReturnKind.Reboot);
    }

    [Fact]
    public void Property_of_two_requests_that_differ_only_in_how_their_tasks_ended_both_count() => Gen.Select(
        Gen.OneOf("qmstop", "qmshutdown", "qmreboot", "vzstop", "vzshutdown", "vzreboot", "hastop"),
        Gen.OneOf("OK", "unexpected status", "VM quit/powerdown failed - got timeout", "container did not stop", "received interrupt"),
        Gen.Double[-20, 60], Gen.Double[0, 120]).Sample((type, status, began, takes) =>
    {
        var cause = Classify(Given.Task(type, "alice@pam", startedAt: began, endedAt: began + takes + 20, status: status));
        cause.Kind.ShouldBe(StopCauseKind.StoppedByUser);
    });

    private static StopCause Classify(params PveTask[] tasks) => StopClassifier.Classify(Evidence(tasks));

    private static StopEvidence Evidence(params PveTask[] tasks) =>
        new() { Vmid = 100, RanAfter = Given.Start, Tasks = tasks.ToImmutableArray() };
}
