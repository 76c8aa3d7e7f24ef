using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Domain.Tests.Rules;

/// <summary>What stands on a thing ends when the thing is gone, and not before that is proven.</summary>
public sealed class VanishedPartsTests
{
    private static readonly AccessReport Sees = Access("Datastore.Audit", "VM.Audit");
    private static readonly AccessReport Blind = Access("Sys.Audit");

    private static readonly Gen<Kind> Kinds = Choice.Of<Kind>(
        new("service", EntityId.Service(Given.Node, "pve-old"), ConditionType.ServiceDown,
            (there, _) => [
                NodeParts.Services(
                    Given.Node,
                    [new("pveproxy", "active", "enabled", null),
                        .. there ? [new ServiceSample("pve-old", "failed", "enabled", null)] : Array.Empty<ServiceSample>()])]),
        new("certificate", EntityId.Certificate(Given.Node, "old.pem"), ConditionType.CertExpiring,
            (there, _) => [
                NodeParts.Certificates(
                    Given.Node,
                    [new("pve-ssl.pem", null, null),
                        .. there ? [new CertificateSample("old.pem", null, null)] : Array.Empty<CertificateSample>()])]),
        new("storage", EntityId.Storage(Given.Lab, "pve1", "usb"), ConditionType.StorageUnavailable,
            (there, access) => NodeParts.Storages(Given.Node, there ? [Usb] : [], [], access)),
        new("full storage", EntityId.Storage(Given.Lab, "pve1", "usb"), ConditionType.StorageCritical,
            (there, access) => NodeParts.Storages(Given.Node, [], there ? [Usb] : [], access)),
        new(
            "full storage by its rows", EntityId.Storage(Given.Lab, "pve1", "usb"), ConditionType.StorageHigh,
            (there, access) => [NodeParts.Figures(Given.Node, there ? [Usb] : [], access)]),
        new("shared storage", EntityId.Storage(Given.Lab, null, "fs"), ConditionType.StorageHigh,
            (there, access) => [
                ClusterParts.SharedStorages(
                    Given.Lab, Cluster(storages: there ? [Usb with { Storage = "fs", Shared = true }] : []), access)]),
        new("replication", EntityId.Of(Given.Guest), ConditionType.ReplicationFailed,
            (there, access) => [
                ClusterParts.Replication(Given.Lab, there ? [100] : [], new HashSet<string> { "pve1" }, Cluster(100), access)]),
        new("backup of a guest", EntityId.Of(Given.Guest), ConditionType.BackupFailed,
            (there, access) => [ClusterParts.Backups(Given.Lab, there ? Cluster(100) : Cluster(), access)]));

    private static StorageSample Usb => new() { Node = "pve1", Storage = "usb", Active = false };

    [Fact]
    public void A_thing_is_gone_after_two_whole_answers_in_a_row_that_lack_it_whatever_kind_it_is() =>
        Gen.Select(Kinds, Gen.Bool.Array[1, 10]).Sample((kind, answers) =>
        {
            var (ledger, census, lacking) = (kind.Standing, new VanishedParts(), 0);
            foreach (var there in answers)
            {
                ledger = Judge(census, ledger, kind.Answers(there, Sees));
                lacking = there ? 0 : lacking + 1;
                if (lacking >= VanishedParts.Answers) break;
                ledger.Active.Length.ShouldBe(1, $"{kind.Name}: {lacking} lack it");
            }

            ledger.Active.IsEmpty.ShouldBe(lacking >= VanishedParts.Answers, kind.Name);
            if (ledger.Active.IsEmpty) ledger.Outbox[^1].Reason.ShouldStartWith("it is gone: ");
        });

    [Fact]
    public void Where_a_right_may_hide_a_thing_its_absence_never_proves_anything_and_says_so() =>
        Gen.Select(Kinds, Choice.Of(Blind, null)).Sample((kind, access) =>
        {
            if (kind.Name is "service" or "certificate") return;
            var census = new VanishedParts();
            var ledger = kind.Standing;
            for (var i = 0; i < 5; i++)
            {
                foreach (var said in kind.Answers(false, access).SelectMany(answer => census.Judge(ledger, answer)))
                {
                    said.Presence.ShouldBe(Presence.Unknown);
                    said.Reason.ShouldContain(access is null ? "could not be read" : "lacks");
                    ledger = ledger.Apply(said, Given.At(i));
                }
            }

            ledger.Active.ShouldHaveSingleItem();
        });

    [Fact]
    public void A_storage_that_is_named_as_not_in_use_is_gone_at_once()
    {
        var standing = Stands(ConditionType.StorageUnavailable, EntityId.Storage(Given.Lab, "pve1", "usb"));
        var ended = Judge(new(), standing, NodeParts.Storages(Given.Node, [Usb with { Disabled = true }], [Usb], Blind));
        ended.Outbox[^1].Reason.ShouldBe("it is gone: disabled, or restricted to other nodes");
    }

    [Fact]
    public void An_answer_that_names_nothing_at_all_is_no_proof()
    {
        var standing = Stands(ConditionType.ServiceDown, EntityId.Service(Given.Node, "cron"));
        var census = new VanishedParts();
        for (var i = 0; i < 5; i++) standing = Judge(census, standing, [NodeParts.Services(Given.Node, [])]);
        standing.Active.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_replication_job_of_a_guest_whose_node_was_not_asked_stays_and_one_of_a_guest_that_is_no_more_goes()
    {
        var standing = Stands(ConditionType.ReplicationFailed, EntityId.Of(Given.Guest));
        var census = new VanishedParts();
        for (var i = 0; i < 5; i++)
            standing =
                Judge(census, standing, [ClusterParts.Replication(Given.Lab, [], new HashSet<string> { "pve2" }, Cluster(100), Sees)]);
        standing.Active.ShouldHaveSingleItem();
        for (var i = 0; i < 2; i++)
            standing = Judge(census, standing, [ClusterParts.Replication(Given.Lab, [], new HashSet<string> { "pve2" }, Cluster(), Sees)]);
        standing.Outbox[^1].Reason.ShouldBe("it is gone: destroyed");
    }

    [Fact]
    public void A_guest_that_answers_lack_without_proof_keeps_what_stands_on_it()
    {
        var standing = Stands(ConditionType.BackupFailed, EntityId.Of(Given.Guest));
        var census = new VanishedParts();
        var hidden = Cluster(100);
        hidden = hidden.WithGuests(
            new Dictionary<int, GuestEntry> { [100] = hidden.Guests[0] with { MissedPolls = 9 } }, new HashSet<int>());
        for (var i = 0; i < 5; i++) standing = Judge(census, standing, [ClusterParts.Backups(Given.Lab, hidden, Sees)]);
        standing.Active.ShouldHaveSingleItem();
    }

    [Fact]
    public void What_stands_on_a_node_s_jobs_ends_when_it_left_its_cluster()
    {
        var standing = Stands(ConditionType.BackupFailed, EntityId.Of(new NodeId(Given.Lab, "pve9")));
        var census = new VanishedParts();
        for (var i = 0; i < 2; i++) standing = Judge(census, standing, [ClusterParts.Backups(Given.Lab, Cluster(), Sees)]);
        standing.Active.ShouldBeEmpty();
    }

    private static ConditionLedger Stands(ConditionType condition, EntityId entity) =>
        ConditionLedger.Empty.Apply(new(condition, entity, Presence.Present, Severity.Error, "x", "x"), Given.At(0));

    private static ConditionLedger Judge(VanishedParts census, ConditionLedger ledger, IEnumerable<PartAnswer> answers) =>
        answers.SelectMany(answer => census.Judge(ledger, answer)).ToList()
        .Aggregate(ledger, (known, said) => known.Apply(said, Given.At(1)));

    private static ClusterSnapshot Cluster(int? guest = null, ImmutableArray<StorageSample> storages = default)
    {
        var builder = new SnapshotBuilder(ClusterSnapshot.Empty, RuleSet.Default, Given.At(0));
        builder.Node(new() { Node = "pve1", Status = NodeStatus.Online });
        if (guest is { } vmid) builder.Guest(Given.Row(GuestStatus.Running, vmid));
        foreach (var storage in storages.IsDefault ? [] : storages) builder.Storage(storage);
        return builder.Build().Next;
    }

    private static AccessReport Access(params string[] privileges) => new(Given.At(0), [new(TokenRole.Read, "monitor@pve!read",
        new(new[] { "/", "/nodes", "/storage", "/vms" }.ToImmutableDictionary(
            path => path, _ => privileges.ToImmutableDictionary(name => name, _ => true))), null)], []);

    private sealed record Kind(
        string Name, EntityId Entity, ConditionType Condition, Func<bool, AccessReport?, IEnumerable<PartAnswer>> Answers)
    {
        public ConditionLedger Standing => Stands(Condition, Entity);
    }
}
