using OrleansMonitor.Trust.Judging;
using OrleansMonitor.Trust.Judging.Faults;

namespace OrleansMonitor.Trust.Tests.Judging;

public class BoundsTests
{
    private static readonly string Table =
        "| kind | what | conditions | Reported within | Ends within | Notifications at most | Source |\n|---|---|---|---|---|---|---|\n"
        + string.Join('\n', Enum.GetValues<FaultKind>()
            .Select(kind => $"| `{kind}` | a fault | `VM_CRASHED`, `CT_CRASHED` | 60 s | 1.5 min | 3 | somewhere |")) + "\n";

    [Fact]
    public void The_documented_table_holds_every_kind_and_knows_every_condition()
    {
        foreach (var kind in Enum.GetValues<FaultKind>()) Bounds.Documented[kind].EndWithin.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void The_conditions_in_the_table_are_those_by_which_the_judge_takes_a_fault_as_told()
    {
        foreach (var trouble in Trouble.All)
        {
            var tale = new Tale();
            trouble.Begin(tale, TimeSpan.FromHours(1));
            var faults = TrueFaults.Of(new(tale.Play())).Where(fault => fault.Kind == trouble.Kind).ToList();
            faults.ShouldNotBeEmpty();
            foreach (var key in faults.SelectMany(fault =>
                fault.Keys)) Bounds.Documented[trouble.Kind].Conditions.ShouldContain(key.Split(':')[0], trouble.Kind.ToString());
        }
    }

    [Fact]
    public void A_table_is_read()
    {
        var bound = Bounds.Parse(Table)[FaultKind.LockStale];
        bound.Conditions.ShouldBe(["VM_CRASHED", "CT_CRASHED"]);
        (bound.ReportWithin, bound.EndWithin, bound.Notices).ShouldBe((TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(90), 3));
    }

    [Theory, InlineData("`LockStale`", "`LockStael`"), InlineData("VM_CRASHED", "VM_CRASHD"), InlineData("60 s", "60 parsecs"),
        InlineData("60 s", "soon"), InlineData("| 3 |", "| few |"), InlineData("| somewhere |", "|")]
    public void What_cannot_be_read_is_refused(string right, string wrong) =>
        Should.Throw<FormatException>(() => Bounds.Parse(Table.Replace(right, wrong, StringComparison.Ordinal)));

    [Fact]
    public void A_kind_that_is_missing_is_refused() =>
        Should.Throw<FormatException>(() => Bounds.Parse(string.Join('\n',
            Table.Split('\n').Where(line => !line.Contains("QuorumLost", StringComparison.Ordinal))))).Message.ShouldContain("QuorumLost");
}
