namespace OrleansMonitor.Domain.Tests.Rules;

public sealed class ConditionNamesTests
{
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
    public void Other_texts_are_no_conditions(string? text) => ConditionNames.TryParse(text, out _).ShouldBeFalse();

    private static ConditionType? Read(string name) => ConditionNames.TryParse(name, out var type) ? type : null;
}
