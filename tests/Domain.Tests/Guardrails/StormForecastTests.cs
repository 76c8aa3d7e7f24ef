using System.Collections.Immutable;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Tests.Guardrails;

/// <summary>A storm is told from shared answers, before guests are asked one by one, and never where incidents would make none.</summary>
public sealed class StormForecastTests
{
    private static readonly GuardrailSettings Settings = GuardrailSettings.Default;
    private static readonly StopCause Unexplained = new(StopCauseKind.GuestShutdownOrCrash, null, null, "no task asked for it");

    [Fact]
    public void Only_a_stop_of_a_guest_that_was_seen_before_on_an_online_node_under_no_lock_is_suspect()
    {
        var stopped = Given.Row(GuestStatus.Stopped);

        IsSuspect(stopped).ShouldBeTrue();
        IsSuspect(Given.Row(GuestStatus.Running)).ShouldBeFalse();
        IsSuspect(stopped, GuestChange.FirstSight).ShouldBeFalse();
        IsSuspect(stopped, GuestChange.FirstSight | GuestChange.Status).ShouldBeFalse();
        IsSuspect(stopped, GuestChange.Node).ShouldBeFalse();
        IsSuspect(Given.Row(GuestStatus.Stopped, held: "backup")).ShouldBeFalse();
        IsSuspect(Given.Row(GuestStatus.Stopped, template: true)).ShouldBeFalse();
        IsSuspect(stopped, node: NodeStatus.Offline).ShouldBeFalse();
        IsSuspect(stopped, node: NodeStatus.Unknown).ShouldBeFalse();
        IsSuspect(stopped, before: GuestStatus.Stopped).ShouldBeFalse("it did not run before its rows told nothing for a while");
        IsSuspect(stopped, before: null).ShouldBeFalse();
    }

    [Fact]
    public void A_stop_that_a_task_of_its_node_explains_is_no_failure_however_many_there_are()
    {
        var task = new PveTask("UPID:pve1:1", "pve1", "stopall", "", "anna@pve", Given.At(600), Given.At(610), "OK");
        var suspects = Enumerable.Range(100, 20)
            .Select(vmid => StormForecast.Classify(
                Suspect(vmid, live: true) with { Cause = null }, [task], null, TimeSpan.Zero,
                ImmutableDictionary<string, BackupJobLog>.Empty)).ToList();

        suspects.ShouldAllBe(suspect => suspect.Cause!.Kind == StopCauseKind.NodeShutdown || !suspect.Cause.IsUnexplained);
        StormForecast.Failures(suspects, Settings, StopPolicy.Always, standing: false).ShouldBeEmpty();
    }

    [Fact]
    public void Enough_known_crashes_make_a_storm_of_all_that_may_have_crashed()
    {
        var known = Enumerable.Range(100, 5).Select(vmid => Suspect(vmid, live: true, onBoot: true));
        var unread = Enumerable.Range(200, 10).Select(vmid => Suspect(vmid, live: true));
        var off = Enumerable.Range(300, 10).Select(vmid => Suspect(vmid, live: true, onBoot: false));

        var failures = StormForecast.Failures([.. known, .. unread, .. off], Settings, StopPolicy.OnBoot, standing: false);

        failures.Length.ShouldBe(15);
        failures[0].ShouldBe(new("VM_CRASHED:lab/100", Given.At(612)));
    }

    [Fact]
    public void What_is_not_known_makes_no_storm()
    {
        StopSuspect[] down = [
            .. Enumerable.Range(100, 4).Select(vmid => Suspect(vmid, live: true, onBoot: true)), .. Enumerable.Range(200, 50)
                .Select(vmid => Suspect(vmid, live: true))];

        StormForecast.Failures(down, Settings, StopPolicy.OnBoot, standing: false).ShouldBeEmpty();
        StormForecast.Failures(down, Settings, StopPolicy.OnBoot, standing: true).Length.ShouldBe(54);
        StormForecast.Unread(down, Settings.StormFailures, StopPolicy.OnBoot).ShouldHaveSingleItem().Guest.Vmid.ShouldBe(200);
        StormForecast.Unread(down, Settings.StormFailures, StopPolicy.Always).ShouldBeEmpty();
    }

    [Fact]
    public void A_guest_is_down_by_its_nodes_word_or_by_rows_that_say_so_for_long_enough_and_its_nodes_word_is_worth_more()
    {
        Suspect(100).IsDown.ShouldBeFalse();
        (Suspect(100) with { Repeated = true }).IsDown.ShouldBeTrue();
        Suspect(100, live: true).IsDown.ShouldBeTrue();
        Said(GuestStatus.Running).IsDown.ShouldBeFalse();
        Said(GuestStatus.Stopped, "backup").IsDown.ShouldBeFalse();
        Said(GuestStatus.Stopped, "suspended").IsDown.ShouldBeFalse();

        static StopSuspect Said(GuestStatus status, string? held = null)
        {
            var suspect = Suspect(100) with { Repeated = true };
            return suspect with { Observation = suspect.Observation with { Live = new GuestLive { Status = status, Lock = held } } };
        }
    }

    [Fact]
    public void The_lists_that_confirm_the_most_are_read_and_none_where_a_few_cannot_confirm_enough()
    {
        StopSuspect[] suspects =
        [
            .. Enumerable.Range(100, 3).Select(vmid => Suspect(vmid)),
            .. Enumerable.Range(200, 4).Select(vmid => Suspect(vmid, kind: GuestKind.Container)),
            .. Enumerable.Range(300, 2).Select(vmid => Suspect(vmid, node: "pve2")),
        ];

        StormForecast.Lists(suspects, 5, 2).ShouldBe([("pve1", GuestKind.Container), ("pve1", GuestKind.Vm)]);
        StormForecast.Lists(suspects, 5, 1).ShouldBeEmpty();
    }

    private static bool IsSuspect(
        GuestSample row, GuestChange change = GuestChange.Status, NodeStatus node = NodeStatus.Online,
        GuestStatus? before = GuestStatus.Running) =>
        StormForecast.IsSuspect(new(new(row, Given.At(612), []) { Before = before }, change), Given.Seen(row, 612, node));

    private static StopSuspect Suspect(
        int vmid, bool live = false, bool? onBoot = null, GuestKind kind = GuestKind.Vm, string node = "pve1") =>
        new(new(Given.Lab, vmid), Given.Seen(Given.Row(GuestStatus.Stopped, vmid, kind, node), 612) with
        {
            Live = live ? new GuestLive { Status = GuestStatus.Stopped } : null,
            OnBoot = onBoot,
        })
        { Since = Given.At(612), Cause = Unexplained };
}
