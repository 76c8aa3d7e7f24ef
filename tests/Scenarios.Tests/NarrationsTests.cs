using OrleansMonitor.Scenarios.Tests.Playing;

namespace OrleansMonitor.Scenarios.Tests;

public sealed class NarrationsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("narrations").FullName;
    private readonly ScenarioTable _family = ScenarioTable.Parse("kill", """{"cases": {"vm": {}, "container": {}}}""");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_scenario_s_narration_is_the_whole_file()
    {
        var table = ScenarioTable.Parse("rollback", "{}");
        Narrations.Read(_folder, "rollback", table).ShouldBe("");
        Narrations.Write(_folder, "rollback", table, "00:00:20  truth\nopen at the end: nothing\n");
        Narrations.Read(_folder, "rollback", table).ShouldBe("00:00:20  truth\nopen at the end: nothing\n");
        Text.ShouldBe("00:00:20  truth\nopen at the end: nothing\n");
    }

    [Fact]
    public void A_family_s_narrations_stand_in_the_order_of_its_cases()
    {
        foreach (var (name, told) in new[] { ("kill-container", "first\n"), ("kill-vm", "vm\n"), ("kill-container", "ct\n") })
            Narrations.Write(_folder, name, _family, told);
        Text.ShouldBe("== kill-vm\nvm\n\n== kill-container\nct\n");
        Narrations.Read(_folder, "kill-vm", _family).ShouldBe("vm\n");
        Narrations.Read(_folder, "kill-container", _family).ShouldBe("ct\n");
    }

    [Fact]
    public void What_is_expected_of_no_case_is_dropped()
    {
        File.WriteAllText(Path.Combine(_folder, "expected.txt"), "== kill-template\nold\n");
        Narrations.Read(_folder, "kill-vm", _family).ShouldBe("");
        Narrations.Write(_folder, "kill-vm", _family, "vm\n");
        Text.ShouldBe("== kill-vm\nvm\n");
    }

    private string Text => File.ReadAllText(Path.Combine(_folder, "expected.txt"));
}
