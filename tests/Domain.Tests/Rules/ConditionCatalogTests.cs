using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class ConditionCatalogTests
{
    [Fact]
    public void Every_condition_has_one_row() =>
        ConditionCatalog.All.Select(row => row.Condition).Order().ShouldBe(Enum.GetValues<ConditionType>());

    [Fact]
    public void Every_condition_has_a_name_of_its_own_that_reads_back_in_either_case()
    {
        foreach (var type in Enum.GetValues<ConditionType>())
        {
            type.ToName().ShouldMatch("^[A-Z]+(_[A-Z]+)*$");
            Read(type.ToName()).ShouldBe(type);
            Read(type.ToName().ToLowerInvariant()).ShouldBe(type);
        }

        Enum.GetValues<ConditionType>().Select(type => type.ToName()).ShouldBeUnique();
    }

    [Theory]
    [InlineData(ConditionType.VmCrashed, "VM_CRASHED")]
    [InlineData(ConditionType.NodeUnreachable, "NODE_UNREACHABLE")]
    [InlineData(ConditionType.CpuHigh, "CPU_HIGH")]
    public void Names_are_those_of_the_contract(ConditionType type, string name) => type.ToName().ShouldBe(name);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("VmCrashed")]
    [InlineData("VM_CRASHED ")]
    [InlineData("0")]
    public void Other_texts_are_no_conditions(string? text) => ConditionCatalog.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void A_condition_that_takes_a_privilege_names_one_that_the_reading_token_can_lack() =>
        ConditionCatalog.All.SelectMany(row => row.BlindWithout.Concat(row.WeakWithout))
            .ShouldAllBe(capability => Needs.For(capability).Token == TokenRole.Read);

    [Fact]
    public void A_condition_with_a_threshold_is_switched_by_it_and_the_rest_by_name()
    {
        var ladders = RuleSet.Default.Ladders.Values.SelectMany(ladder => ladder.Rules).Select(rule => rule.Condition).ToHashSet();

        ConditionCatalog.Where(row => !row.Switches.IsEmpty).ShouldAllBe(condition => !ladders.Contains(condition));
    }

    [Fact]
    public void Runbooks_are_named_by_ids_that_exist() =>
        ConditionCatalog.All.SelectMany(row => row.Runbooks).ShouldAllBe(id => RunbookCatalog.IsKnown(id));

    [Fact]
    public void What_explains_nothing_reaches_no_further_than_itself() =>
        ConditionCatalog.All.Where(row => row.Reach == Reach.Itself && row.HasAftermath).ShouldBeEmpty();

    private static ConditionType? Read(string name) => ConditionCatalog.TryParse(name, out var type) ? type : null;
}
