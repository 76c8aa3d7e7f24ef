namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>
/// Enabled is not wanted: an inactive service is down only where it was active under the monitor's eyes and nobody stopped it.
/// </summary>
public sealed class ServiceMemoryTests
{
    private static readonly ServiceSample Active = new("corosync", "active", "enabled", null);
    private static readonly ServiceSample Inactive = new("corosync", "inactive", "enabled", null);
    private static readonly ServiceMemory Seen = ServiceMemory.Empty.After([Active], null);

    private static readonly ServiceRequest Stop = new("corosync", IsStop: true, "alice@pam", Given.At(700));

    private static Assessment Judge(ServiceSample service, ServiceMemory memory, params ServiceRequest[] requests) =>
        Judge(service, memory, new ServiceRequests(requests));

    private static Assessment Judge(ServiceSample service, ServiceMemory memory, ServiceRequests requests) =>
        NodeChecks.Services(Given.Node, [service], memory.WithRequests([service], requests), requests.Unread).Single();

    [Fact]
    public void A_node_that_joins_a_cluster_has_corosync_from_then_on()
    {
        var alone = ServiceMemory.Empty.After([Inactive], Given.At(0));
        Judge(Inactive, alone).Presence.ShouldBe(Presence.Absent);
        Judge(Inactive, alone).Reason.ShouldContain("never seen active");

        var joined = alone.After([Active], Given.At(300));
        var down = joined.After([Inactive], Given.At(600));
        Judge(Inactive, down).Presence.ShouldBe(Presence.Present);
        down.LastActive["corosync"].ShouldBe(Given.At(600));
        down.After([Active], Given.At(900)).LastActive.ShouldBeEmpty();
    }

    [Fact]
    public void One_that_somebody_stopped_is_not_down_until_it_was_seen_active_again()
    {
        var down = Seen.After([Inactive], Given.At(600));
        Judge(Inactive, down, Stop).Presence.ShouldBe(Presence.Absent);
        Judge(Inactive, down, Stop).Reason.ShouldContain("srvstop by alice@pam");
        Judge(Inactive, down, Stop with { Service = "chrony" }).Presence.ShouldBe(Presence.Present);

        var again = down.After([Active], Given.At(900)).After([Inactive], Given.At(1500));
        Judge(Inactive, again, Stop).Presence.ShouldBe(Presence.Present, "it ran after that stop");
    }

    [Fact]
    public void When_it_was_last_active_is_not_known_after_a_restart_and_stays_unknown()
    {
        var restarted = Seen.After([Inactive], before: null);

        Judge(Inactive, restarted.After([Inactive], Given.At(900)), Stop).Presence.ShouldBe(Presence.Absent);
    }

    [Fact]
    public void Who_stopped_it_not_being_known_excuses_nothing() =>
        Judge(Inactive, Seen.After([Inactive], null), new ServiceRequests([], "403")).ShouldSatisfyAllConditions(
            said => said.Presence.ShouldBe(Presence.Present), said => said.Reason.ShouldContain("cannot be read: 403"));

    [Fact]
    public void One_that_is_known_to_have_been_stopped_is_not_down_where_that_cannot_be_read_again_or_is_no_longer_listed()
    {
        var unread = new ServiceRequests([], "596");
        var down = Seen.After([Inactive], Given.At(600)).WithRequests([Inactive], new([Stop]));
        down.WithRequests([Inactive], unread).ShouldBeSameAs(down);
        down.WithRequests([Inactive], new([Stop])).ShouldBeSameAs(down);
        Judge(Inactive, down.After([Inactive], Given.At(900)), unread).Presence.ShouldBe(Presence.Absent);
        Judge(Inactive, down, ServiceRequests.None).Presence.ShouldBe(Presence.Absent, "only the newest 500 tasks are listed");

        Judge(Inactive, down, Stop with { IsStop = false, At = Given.At(800) }).Presence
            .ShouldBe(Presence.Present, "somebody started it since, and it ended");
        Judge(Inactive, down.After([Active], Given.At(1200)).After([Inactive], Given.At(1500)), unread).Presence
            .ShouldBe(Presence.Present, "it ran since");
    }

    [Fact]
    public void Only_the_newest_request_for_a_service_counts_and_by_the_monitor_s_clock()
    {
        PveTask[] tasks = [
            Given.Task("srvstop", "alice@pam", "chrony", 10), Given.Task("srvstart", "alice@pam", "cron", 20),
            Given.Task("srvstop", "bob@pam", "cron", 10), Given.Task("qmstop", "bob@pam")];
        ServiceRequest.Of(tasks, TimeSpan.FromHours(1)).ShouldBe([
            new("chrony", IsStop: true, "alice@pam", Given.At(10).AddHours(-1)),
            new("cron", IsStop: false, "alice@pam", Given.At(20).AddHours(-1))]);
    }

    [Fact]
    public void A_service_that_is_switched_off_is_forgotten_and_a_look_that_changes_nothing_is_the_same_memory()
    {
        var off = Seen.After([Inactive with { UnitState = "disabled" }], Given.At(1));
        Judge(Inactive, off.After([Inactive], Given.At(2))).Presence.ShouldBe(Presence.Absent);
        Seen.After([Active], Given.At(1)).ShouldBeSameAs(Seen);
        Seen.After([new("corosync", null, null, null)], Given.At(1)).ShouldBeSameAs(Seen);
    }

    [Fact]
    public void Whatever_is_seen_no_service_is_down_that_never_was_active_or_failed()
    {
        var look = Gen.Select(
            Choice.Of("active", "inactive", "activating", null), Choice.Of("enabled", "disabled", null),
            (active, unit) => new ServiceSample("x", active, unit, null));
        look.Array[1, 8].Sample(looks =>
        {
            var memory = ServiceMemory.Empty;
            for (var at = 0; at < looks.Length; at++)
            {
                memory = memory.After([looks[at]], Given.At(at));
                if (Judge(looks[at], memory).Presence == Presence.Present)
                    looks[..at].ShouldContain(one => one.ActiveState == "active" && one.UnitState == "enabled");
            }
        });
    }
}
