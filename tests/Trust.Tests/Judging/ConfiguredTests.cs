using System.Text.Json.Nodes;
using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Tests.Judging;

/// <summary>What the owner configured moves the bounds: by as much, and no further.</summary>
public class ConfiguredTests
{
    private const string DeadDaemon = "SERVICE_DOWN:lab/pve1/pvedaemon";
    private static readonly TimeSpan From = TimeSpan.FromHours(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, InlineData("SERVICE_DOWN:lab/pve3/chrony", 7 + 10, "Routine", "00:15:00"),
        InlineData("NODE_UNREACHABLE:lab/pve3", 1.9, "Critical", "00:00:30"),
        InlineData("SERVICE_DOWN:lab/pve3/chrony", 7, "Critical", "00:00:30"),
        InlineData("SERVICE_DOWN:lab/pve3/chrony", 7, "Routine", "00:01:00")]
    public void A_longer_period_makes_what_is_read_by_it_later(string key, double minutes, string tier, string period)
    {
        var told = From + TimeSpan.FromMinutes(minutes);
        Findings(told - Second).ShouldBeEmpty();
        Findings(told + Second).ShouldBe([FindingKind.Missed]);

        FindingKind[] Findings(TimeSpan at)
        {
            var tale = Configured("Tiers", tier, period);
            var trouble = Trouble.All.Single(one => one.Key == key);
            trouble.Begin(tale, From);
            trouble.End(tale, From * 2);
            return Kinds(tale.Incident(key, at, (From * 2) + Second));
        }
    }

    [Fact]
    public void Processors_are_too_busy_from_the_third_look_on()
    {
        FindingKind[] Told(double seconds) => Kinds(new Tale().Node(From, "pve3", node => node with { Cpu = 0.98 })
            .Node(From * 2, "pve3", node => node with { Cpu = 0.1 })
            .Incident("CPU_HIGH:lab/pve3", From + (Second * seconds), (From * 2) + Second));
        Told(64 + 90 - 1).ShouldBeEmpty();
        Told(64 + 90 + 1).ShouldBe([FindingKind.Missed]);
    }

    [Fact]
    public void Whom_a_job_of_many_refused_may_be_told_before_the_job_ends()
    {
        Tale Tale(string ended) => new Tale().Task(From, From + TimeSpan.FromMinutes(10), "vzdump", "", "pve1", ended: ended)
            .Incident("BACKUP_FAILED:lab/100", From + TimeSpan.FromMinutes(5));
        Kinds(Tale("job errors")).ShouldBeEmpty();
        Kinds(Tale("OK")).ShouldBe([FindingKind.FalseAlarm]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_backup_that_fails_when_its_guest_is_gone_need_not_be_told(bool gone)
    {
        var tale = new Tale().Task(From, From + (Second * 90), "vzdump", "101", "pve2", ended: "job errors");
        if (gone) tale.Gone(From + Second, 101);
        Kinds(tale).ShouldBe(gone ? [] : [FindingKind.Missed]);
    }

    [Fact]
    public void A_job_of_many_that_failed_is_its_node_s_until_the_next_one_whatever_becomes_of_the_guests()
    {
        Tale Tale(TimeSpan ended) => new Tale().Task(From, From + Second, "vzdump", "", "pve2", ended: "unexpected status")
            .Incident("BACKUP_FAILED:lab/pve2", From + (Second * 90), ended).Gone(From + TimeSpan.FromMinutes(6), 101)
            .Task(From * 2, (From * 2) + Second, "vzdump", "", "pve2");
        Kinds(Tale((From * 2) + TimeSpan.FromMinutes(5))).ShouldBeEmpty();
        Kinds(Tale((From * 2) + TimeSpan.FromMinutes(8))).ShouldBe([FindingKind.NotEnded]);
    }

    [Theory, InlineData("dead", true), InlineData("running", false)]
    public void A_job_whose_log_nobody_can_read_is_told_of_its_node(string daemon, bool right)
    {
        var tale = new Tale().Task(From, From + Second, "vzdump", "", "pve1", ended: "unexpected status")
            .Narrates(From + Second, "backup-worker-died", 100, "pve1").Daemon(From + Second, daemon)
            .Incident("BACKUP_FAILED:lab/pve1", From + (Second * 90));
        if (daemon == "dead") tale.Incident(DeadDaemon, From + (Second * 90));
        Kinds(tale).ShouldBe(right ? [] : [FindingKind.Missed]);
    }

    [Theory, InlineData("pve1", true), InlineData("pve3", false)]
    public void A_storage_that_does_not_answer_is_told_in_place_of_backups_to_it(string node, bool excuses)
    {
        var tale = new Tale().Storage(From, active: false, node: node)
            .Incident($"STORAGE_UNAVAILABLE:lab/{node}/local", From + (Second * 20));
        tale.Task(From + (Second * 40), From + (Second * 60), "vzdump", "100", "pve1", ended: "job errors");
        Kinds(tale).ShouldBe(excuses ? [] : [FindingKind.Missed]);
    }

    [Theory, InlineData("pve1", true), InlineData("pve3", false)]
    public void A_storage_that_does_not_answer_is_told_in_place_of_replication_that_reads_from_it(string node, bool excuses)
    {
        var tale = new Tale().Storage(From, active: false, node: node)
            .Incident($"STORAGE_UNAVAILABLE:lab/{node}/local", From + (Second * 20));
        tale.Guest(From + (Second * 40), 100, guest => guest with { ReplicationFails = true });
        Kinds(tale).ShouldBe(excuses ? [] : [FindingKind.Missed]);
    }

    [Theory, InlineData("dead", false), InlineData("running", true)]
    public void What_only_a_guests_own_node_tells_waits_for_its_daemons(string daemon, bool missed)
    {
        var tale = new Tale().Daemon(From, daemon).Daemon(From + TimeSpan.FromMinutes(30), "running");
        if (daemon == "dead") tale.Incident(DeadDaemon, From + (Second * 90), From + TimeSpan.FromMinutes(31));
        tale.Guest(From, 100, guest => guest with { ReplicationFails = true, Lock = "backup" })
            .Guest(From + TimeSpan.FromMinutes(32), 100, guest => guest with { ReplicationFails = false, Lock = null });
        tale.Judged().Findings.Count(finding => finding.Kind == FindingKind.Missed).ShouldBe(missed ? 2 : 0);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void How_full_a_storage_is_that_does_not_answer_nobody_sees(bool answers)
    {
        var tale = new Tale().Storage(From, used: 0.93).Life(From * 1.5, MonitorAction.CutOff).Storage((From * 1.5) + Second, used: 0.4)
            .Storage((From * 1.5) + (Second * 30), active: answers, used: 0.4).Life((From * 1.5) + (Second * 60), MonitorAction.Reconnect)
            .Storage(From * 2, used: 0.4).Incident("STORAGE_HIGH:lab/pve3/local", From + (Second * 20), (From * 2) + (Second * 20));
        if (!answers) tale.Incident("STORAGE_UNAVAILABLE:lab/pve3/local", (From * 1.5) + (Second * 100), (From * 2) + (Second * 20));
        Kinds(tale).ShouldBe(answers ? [FindingKind.NotEnded] : []);
    }

    [Theory, InlineData("lab/pve3", false), InlineData("lab/pve2", true)]
    public void What_a_later_configuration_switches_off_need_not_be_told(string node, bool isMissed)
    {
        var settings = (JsonObject)JsonNode.Parse(
            $$$"""{ "Overrides": [{ "Node": "{{{node}}}", "Rules": { "SERVICE_DOWN": { "Enabled": false } } }] }""")!;
        var tale = new Tale().Life(From / 2, MonitorAction.Stop).Life((From / 2) + Second, MonitorAction.Start, settings: settings);
        Kinds(tale.Service(From, "failed").Service(From * 2, "running")).ShouldBe(isMissed ? [FindingKind.Missed] : []);
    }

    [Theory, InlineData(2, true), InlineData(3, false)]
    public void What_flaps_by_the_configured_number_is_held(int openings, bool held)
    {
        var tale = Configured("Incidents", "FlapOpenings", openings);
        foreach (var minute in (int[])[0, 20])
        {
            var at = From + TimeSpan.FromMinutes(minute);
            tale.Node(at, "pve3", node => node with { Powered = false, Online = false }).Node(at + TimeSpan.FromMinutes(10), "pve3",
                node => node with { Powered = true, Online = true });
        }

        tale.Incident("NODE_UNREACHABLE:lab/pve3", From + Second, From + TimeSpan.FromMinutes(10) + Second)
            .Incident("NODE_UNREACHABLE:lab/pve3", From + TimeSpan.FromMinutes(20) + Second, From + TimeSpan.FromMinutes(60));
        Kinds(tale).ShouldBe(held ? [] : [FindingKind.NotEnded]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_lock_that_came_with_a_task_of_the_guest_is_not_of_the_job_that_runs_beside_it(bool own)
    {
        var (set, free) = (From + TimeSpan.FromMinutes(5), From + TimeSpan.FromMinutes(30));
        var tale = new Tale().Task(From, From * 2, "vzdump", "", "pve1").Guest(set, 100, guest => guest with { Lock = "backup" });
        if (own) tale.Task(set - Second, set + Second, "vzdump", "100", "pve1");
        tale.Guest(free, 100, guest => guest with { Lock = null });
        Kinds(tale.Incident("LOCK_STALE:lab/100", set + TimeSpan.FromMinutes(10), free + Second))
            .ShouldBe(own ? [] : [FindingKind.FalseAlarm]);
    }

    [Theory, InlineData("qmshutdown", false), InlineData("qmsnapshot", true)]
    public void A_change_of_power_sets_no_lock(string running, bool mayHaveSetIt)
    {
        var (set, free) = (From + TimeSpan.FromMinutes(5), From + TimeSpan.FromMinutes(30));
        var tale = new Tale().Task(set - Second, set + (Second * 60), running, "100", "pve1")
            .Task(set - Second, set + (Second * 6), "vzdump", "100", "pve1")
            .Guest(set, 100, guest => guest with { Lock = "backup" }).Guest(free, 100, guest => guest with { Lock = null });
        Kinds(tale.Incident("LOCK_STALE:lab/100", set + (Second * 45), free + Second))
            .ShouldBe(mayHaveSetIt ? [FindingKind.FalseAlarm] : []);
    }

    [Fact]
    public void A_lock_stands_on_while_a_job_that_did_not_set_it_is_at_work()
    {
        var (job, end) = (From + TimeSpan.FromMinutes(20), From + TimeSpan.FromMinutes(40));
        var tale = new Tale().Guest(From, 100, guest => guest with { Lock = "backup" }).Task(job, end, "vzdump", "", "pve1")
            .Guest(end + (Second * 60), 100, guest => guest with { Lock = null })
            .Incident("LOCK_STALE:lab/100", From + Second, end + (Second * 61));
        tale.Judged().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void A_lock_stands_on_while_a_job_that_comes_to_its_guest_later_is_at_work()
    {
        var (job, end) = (From + TimeSpan.FromMinutes(20), From + TimeSpan.FromMinutes(40));
        var unlocked = end - TimeSpan.FromMinutes(10);
        var tale = new Tale().Guest(From, 100, guest => guest with { Lock = "backup" }).Task(job, end, "vzdump", "", "pve1")
            .Guest(unlocked, 100, guest => guest with { Lock = null })
            .Guest(end - (Second * 90), 100, guest => guest with { Lock = "backup" }).Guest(end, 100, guest => guest with { Lock = null })
            .Incident("LOCK_STALE:lab/100", From + Second, unlocked + Second);
        tale.Judged().Findings.ShouldBeEmpty();
    }

    [Theory, InlineData(0.93, true), InlineData(0.91, false)]
    public void A_limit_is_configured_in_percent(double share, bool above)
    {
        var tale = Configured("Rules", "DISK_HIGH", new JsonObject { ["RaiseAt"] = 92, ["ClearAt"] = 88 });
        tale.Guest(From, 101, guest => guest with { Disk = share }).Guest(From * 2, 101, guest => guest with { Disk = 0.2 });
        Kinds(tale).ShouldBe(above ? [FindingKind.Missed] : []);
        Kinds(tale.Incident("DISK_HIGH:lab/101", From + Second, (From * 2) + Second)).ShouldBe(above ? [] : [FindingKind.FalseAlarm]);
    }

    [Theory, InlineData(59, false), InlineData(61, true)]
    public void A_figure_that_was_above_its_limit_for_a_moment_and_stays_just_below_it_need_not_be_told(double seconds, bool must)
    {
        var tale = new Tale().Storage(From, used: 0.946).Storage(From + (Second * seconds), used: 0.88).Storage(From * 2, used: 0.3);
        Kinds(tale).ShouldBe(must ? [FindingKind.Missed] : []);
        Kinds(tale.Incident("STORAGE_HIGH:lab/pve3/local", From + Second, (From * 2) + Second)).ShouldBeEmpty();
    }

    [Theory, InlineData(0.88, true), InlineData(0.84, false)]
    public void A_shared_storage_is_full_until_no_node_says_so(double other, bool may)
    {
        var tale = new Tale().Shared(TimeSpan.Zero, 0.3, "pve1", "pve3").Shared(TimeSpan.FromMinutes(30), other, "pve1")
            .Shared(From, 0.93, "pve3").Shared(From * 2, 0.3, "pve3");
        Kinds(tale.Incident("STORAGE_HIGH:lab/shared/nas", From + Second)).ShouldBe(may ? [] : [FindingKind.NotEnded]);
    }

    [Theory, InlineData(0, false), InlineData(3, true)]
    public void The_level_of_one_node_is_not_that_of_a_storage_which_it_shares(int level, bool missed)
    {
        var tale = Configured("Autonomy", "Level", level);
        tale.Monitor["Autonomy"]!["Nodes"] = new JsonObject { ["lab/pve3"] = new JsonObject { ["Level"] = 4 } };
        tale.Shared(TimeSpan.Zero, 0.3, "pve3").Shared(From, 0.93, "pve3").Shared(From * 2, 0.3, "pve3");
        Kinds(tale.Incident("STORAGE_HIGH:lab/shared/nas", From + Second, (From * 2) + Second, told: false))
            .ShouldBe(missed ? [FindingKind.Missed] : []);
    }

    [Theory, InlineData("Sys.Audit,Datastore.Audit,Sys.Syslog", true), InlineData("VM.Audit,Sys.Audit,Datastore.Audit,Sys.Syslog", false)]
    public void Nobody_sees_that_a_guest_is_in_a_job_again_without_the_right_to_see_it(string privileges, bool may)
    {
        var tale = new Tale().Guest(TimeSpan.FromMinutes(1), 100, guest => guest with { InBackupJob = false })
            .Privileges(From - Second, privileges).Guest(From, 100, guest => guest with { InBackupJob = true });
        tale.Incident("BACKUP_MISSING:lab", TimeSpan.FromMinutes(2));
        Kinds(tale).Contains(FindingKind.NotEnded).ShouldBe(!may);
    }

    private static Tale Configured(string section, string key, JsonNode value)
    {
        var tale = new Tale();
        if (tale.Monitor[section] is not { } known) tale.Monitor[section] = known = new JsonObject();
        known[key] = value;
        return tale;
    }

    private static FindingKind[] Kinds(Tale tale) => [.. tale.Judged().Findings.Select(finding => finding.Kind).Distinct()];
}
