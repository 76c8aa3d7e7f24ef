namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class ConditionLedgerTests
{
    private static readonly EntityId Entity = EntityId.Of(Given.Node);

    [Fact]
    public void Raises_once_and_clears_once()
    {
        var ledger = ConditionLedger.Empty
            .Apply(Say(Presence.Present), Given.At(0)).Apply(Say(Presence.Present), Given.At(12))
            .Apply(Say(Presence.Absent), Given.At(24)).Apply(Say(Presence.Absent), Given.At(36));

        ledger.Outbox.Select(found => (found.Kind, found.At))
            .ShouldBe([(FindingKind.Raised, Given.At(0)), (FindingKind.Cleared, Given.At(24))]);
        ledger.Active.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Presence.Unknown)]
    [InlineData(Presence.Absent)]
    public void What_changes_nothing_answers_the_ledger_itself(Presence presence) =>
        ConditionLedger.Empty.Apply(Say(presence), Given.Start).ShouldBeSameAs(ConditionLedger.Empty);

    [Fact]
    public void What_two_ledgers_find_of_one_entity_at_one_instant_is_told_apart()
    {
        var change = new StateChange(Entity, "status", "online", "offline", "it went");
        var ids = Enum.GetValues<ConditionType>()
            .Select(condition =>
                ConditionLedger.Empty.Apply(Say(Presence.Present) with { Condition = condition }, Given.Start).Outbox[0].Id)
            .Append(ConditionLedger.Empty.Report(change, Severity.Info, "", null, Given.Start).Outbox[0].Id);

        ids.ShouldBeUnique();
    }

    [Theory]
    [InlineData(Presence.Unknown)]
    [InlineData(Presence.Present)]
    public void What_stands_stands_on(Presence presence)
    {
        var ledger = ConditionLedger.Empty.Apply(Say(Presence.Present), Given.Start);

        ledger.Apply(Say(presence), Given.At(12)).ShouldBeSameAs(ledger);
    }

    [Fact]
    public void A_begin_has_the_severity_of_its_assessment_and_an_end_is_information()
    {
        var ledger = ConditionLedger.Empty.Apply(Say(Presence.Present), Given.Start).Apply(Say(Presence.Absent), Given.At(12));

        ledger.Outbox.Select(found => found.Severity).ShouldBe([Severity.Error, Severity.Info]);
        ledger.Outbox[1].Title.ShouldBe("SERVICE_DOWN on lab/pve1 cleared");
        ledger.Outbox.ShouldAllBe(found => found.Since == Given.Start);
        ledger.Outbox.ShouldAllBe(found => found.Node == "pve1");
    }

    [Fact]
    public void The_same_condition_on_two_entities_stands_twice()
    {
        var other = new NodeId(Given.Lab, "pve2");
        var ledger = ConditionLedger.Empty
            .Apply(Say(Presence.Present), Given.Start)
            .Apply(Say(Presence.Present) with { Entity = EntityId.Of(other) }, Given.Start)
            .Apply(Say(Presence.Absent), Given.At(12));

        ledger.Active.ShouldHaveSingleItem().Entity.ShouldBe(EntityId.Of(other));
    }

    [Fact]
    public void Delivery_empties_the_outbox_and_nothing_else()
    {
        var ledger = ConditionLedger.Empty.Apply(Say(Presence.Present), Given.Start);
        var delivered = ledger.Delivered();

        delivered.Outbox.ShouldBeEmpty();
        delivered.Active.ShouldBe(ledger.Active);
        delivered.Revision.ShouldBe(ledger.Revision);
        delivered.Delivered().ShouldBeSameAs(delivered);
    }

    [Fact]
    public void Ending_all_ends_each_that_stands()
    {
        var ledger = ConditionLedger.Empty
            .Apply(Say(Presence.Present), Given.Start)
            .Apply(Say(Presence.Present) with { Condition = ConditionType.DiskHigh }, Given.Start)
            .Delivered().EndAll("it is gone", Given.At(12));

        ledger.Active.ShouldBeEmpty();
        ledger.Outbox.Select(found => (found.Kind, found.Condition, found.Reason)).ShouldBe(
            [(FindingKind.Cleared, ConditionType.ServiceDown, "it is gone"), (FindingKind.Cleared, ConditionType.DiskHigh, "it is gone")]);
    }

    [Fact]
    public void Ids_are_unique_and_repeatable_and_begins_and_ends_alternate() =>
        Gen.Select(Gen.Enum<Presence>(), Gen.Int[0, 2], Gen.Int[0, 1], Gen.Bool).Array[1, 60].Sample(steps =>
        {
            var (all, again) = (Play(steps), Play(steps));

            all.Select(found => found.Id).ShouldBeUnique();
            all.Select(found => found.Id).ShouldBe(again.Select(found => found.Id));
            foreach (var one in all.GroupBy(found => (found.Condition, found.Entity)))
                one.Select((found, i) => found.Kind == (i % 2 == 0 ? FindingKind.Raised : FindingKind.Cleared)).ShouldAllBe(right => right);
        });

    [Fact]
    public void Taking_an_assessment_again_changes_nothing() =>
        Gen.Select(Gen.Enum<Presence>(), Gen.Int[0, 2], Gen.Int[0, 1]).Array[1, 60].Sample(steps =>
        {
            var ledger = ConditionLedger.Empty;
            foreach (var (presence, condition, entity) in steps)
            {
                ledger = ledger.Apply(Say(presence, condition, entity), Given.Start);
                ledger.Apply(Say(presence, condition, entity), Given.At(1)).ShouldBeSameAs(ledger);
            }
        });

    // Several findings may fall on one instant, and deliveries may empty the outbox in between.
    private static List<Finding> Play((Presence Presence, int Condition, int Entity, bool Deliver)[] steps)
    {
        var (ledger, all) = (ConditionLedger.Empty, new List<Finding>());
        for (var i = 0; i < steps.Length; i++)
        {
            var before = ledger.Outbox.Length;
            ledger = ledger.Apply(Say(steps[i].Presence, steps[i].Condition, steps[i].Entity), Given.At(i / 3));
            all.AddRange(ledger.Outbox.Skip(before));
            if (steps[i].Deliver) ledger = ledger.Delivered();
        }

        return all;
    }

    private static Assessment Say(Presence presence, int condition = 0, int entity = 0) => new(
        condition switch { 0 => ConditionType.ServiceDown, 1 => ConditionType.DiskHigh, _ => ConditionType.CpuHigh },
        entity == 0 ? Entity : EntityId.Of(new NodeId(Given.Lab, "pve2")), presence, Severity.Error, "title", "reason");
}
