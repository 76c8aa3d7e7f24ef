using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Hosting.Tests.Storage;

/// <summary>What every database must do with incidents.</summary>
public abstract class IncidentStoreTests(IStorageUnderTest storage) : IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<EntityId> Entities()
    {
        var cluster = ClusterName.Parse("lab");
        var node = new NodeId(cluster, "pve1");
        return
        [
            EntityId.Of(cluster), EntityId.Of(node), EntityId.Of(new GuestId(cluster, 100)), EntityId.Storage(cluster, "pve1", "local"),
            EntityId.Storage(cluster, null, "ceph"), EntityId.Service(node, "pveproxy"), EntityId.Certificate(node, "pve-ssl.pem"),
            EntityId.Monitor,
        ];
    }

    [Theory, MemberData(nameof(Entities), DisableDiscoveryEnumeration = true)]
    public async Task An_incident_comes_back_as_it_was_saved_also_after_a_restart(EntityId entity)
    {
        var incident = Rows.Incident(1) with { Entity = entity, Key = IncidentKey.Of(ConditionType.VmCrashed, entity) };
        await storage.Incidents.SaveAsync(incident, Stop);
        storage.Reopen();
        ShouldBe(await storage.Incidents.FindAsync("incident-1", Stop), incident);
    }

    [Fact]
    public async Task A_changed_incident_replaces_what_was_and_keeps_its_place()
    {
        await storage.Incidents.SaveAsync(Rows.Incident(1), Stop);
        await storage.Incidents.SaveAsync(Rows.Incident(2), Stop);
        var changed = Rows.Incident(1, IncidentState.Resolved)
            with
        { Severity = Severity.Critical, Node = null, Title = "t", Cause = "c", Timeline = [] };
        await storage.Incidents.SaveAsync(changed, Stop);
        ShouldBe(await storage.Incidents.FindAsync("incident-1", Stop), changed);
        (await storage.Incidents.ListAsync(new(OpenOnly: false), Stop)).Items.Select(item => item.Id)
            .ShouldBe(["incident-2", "incident-1"]);
    }

    [Fact]
    public async Task A_step_is_stored_with_its_audit_row_which_is_linked_to_its_chain()
    {
        await storage.Audit.SaveAsync(Rows.Action(1), Stop);
        await storage.Incidents.SaveAsync(Rows.Incident(1), Rows.Action(2), Stop);
        await storage.Incidents.SaveAsync(Rows.Incident(1) with { Cause = "changed" }, Rows.Action(2), Stop);
        storage.Reopen();
        (await storage.Incidents.FindAsync("incident-1", Stop))!.Cause.ShouldBe("changed");
        (await storage.Audit.ListAsync(new(), Stop)).Items.Length.ShouldBe(2);
        (await storage.Audit.ListChainsAsync(Stop)).Sum(chain => chain.Head).ShouldBe(2);
    }

    [Fact]
    public async Task A_step_whose_audit_row_cannot_be_stored_is_not_stored_either()
    {
        var step = storage.Incidents.SaveAsync(Rows.Incident(1), Rows.Action(1) with { Actor = null! }, Stop);
        var other = storage.Incidents.SaveAsync(Rows.Incident(2), Rows.Action(2), Stop);
        await Should.ThrowAsync<Exception>(step);
        await other;
        (await storage.Incidents.FindAsync("incident-1", Stop)).ShouldBeNull();
        (await storage.Incidents.FindAsync("incident-2", Stop)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Unknown_ids_and_keys_are_null()
    {
        (await storage.Incidents.FindAsync("nothing", Stop)).ShouldBeNull();
        (await storage.Incidents.FindLatestAsync("nothing", Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task The_latest_of_a_key_is_the_last_that_came_open_or_not()
    {
        await storage.Incidents.SaveAsync(Rows.Incident(1), Stop);
        await storage.Incidents.SaveAsync(Rows.Incident(2, IncidentState.Resolved), Stop);
        await storage.Incidents.SaveAsync(Rows.Incident(3, vmid: 101), Stop);
        (await storage.Incidents.FindLatestAsync("VM_CRASHED:lab/100", Stop))!.Id.ShouldBe("incident-2");
    }

    [Fact]
    public async Task Open_means_not_resolved()
    {
        foreach (var state in Enum.GetValues<IncidentState>()) await storage.Incidents.SaveAsync(Rows.Incident((int)state, state), Stop);
        (await storage.Incidents.CountOpenAsync(Stop)).ShouldBe(3);
        (await storage.Incidents.ListAsync(new(), Stop)).Items.Select(item => item.State)
            .ShouldBe([IncidentState.Mitigating, IncidentState.Acknowledged, IncidentState.Open]);
    }

    [Fact]
    public async Task Pages_of_a_cluster_go_from_the_newest_to_the_oldest()
    {
        for (var i = 1; i <= 6; i++) await storage.Incidents.SaveAsync(Rows.Incident(i, cluster: i % 2 == 0 ? "even" : "odd"), Stop);
        var first = await storage.Incidents.ListAsync(new(Cluster: "even", Limit: 2), Stop);
        var second = await storage.Incidents.ListAsync(new(Cluster: "even", Limit: 2, Before: first.NextCursor), Stop);
        first.Items.Concat(second.Items).Select(item => item.Id).ShouldBe(["incident-6", "incident-4", "incident-2"]);
        second.NextCursor.ShouldBeNull();
    }

    [Fact]
    public async Task Children_are_found_by_their_parent_open_or_not()
    {
        await storage.Incidents.SaveAsync(Rows.Incident(1) with { ParentId = "a" }, Stop);
        await storage.Incidents.SaveAsync(Rows.Incident(2) with { ParentId = "b" }, Stop);
        await storage.Incidents.SaveAsync(Rows.Incident(3, IncidentState.Resolved) with { ParentId = "a" }, Stop);
        await storage.Incidents.SaveAsync(Rows.Incident(4) with { ParentId = null }, Stop);
        (await storage.Incidents.ListAsync(new(OpenOnly: false, Parent: "a"), Stop)).Items.Select(item => item.Id)
            .ShouldBe(["incident-3", "incident-1"]);
    }

    [Fact]
    public async Task Clean_up_takes_what_ended_earlier_and_never_what_is_open()
    {
        await storage.Incidents.SaveAsync(Rows.Incident(1), Stop);
        await storage.Incidents.SaveAsync(Rows.Incident(2, IncidentState.Resolved), Stop);
        await storage.Incidents.SaveAsync(Rows.Incident(3, IncidentState.Resolved), Stop);
        (await storage.Incidents.CleanUpAsync(Rows.Noon.AddMinutes(13), Stop)).ShouldBe(1);
        (await storage.Incidents.ListAsync(new(OpenOnly: false), Stop)).Items.Select(item => item.Id)
            .ShouldBe(["incident-3", "incident-1"]);
    }

    public void Dispose()
    {
        storage.Dispose();
        GC.SuppressFinalize(this);
    }

    private static void ShouldBe(Incident? actual, Incident expected)
    {
        actual.ShouldNotBeNull();
        actual.Timeline.ShouldBe(expected.Timeline);
        actual.Suppressions.ShouldBe(expected.Suppressions);
        actual.Openings.ShouldBe(expected.Openings);
        actual.AppliedFindings.ShouldBe(expected.AppliedFindings);
        (actual with
        {
            Timeline = expected.Timeline,
            Suppressions = expected.Suppressions,
            Openings = expected.Openings,
            AppliedFindings = expected.AppliedFindings
        }).ShouldBe(expected);
    }
}
