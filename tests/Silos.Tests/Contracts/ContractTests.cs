namespace OrleansMonitor.Silos.Tests.Contracts;

/// <summary>During a rolling upgrade silos of two versions work together, so a contract may gain but never lose or change.</summary>
public sealed class ContractTests
{
    private const string FileName = "OrleansContracts.txt";

    [Fact]
    public void Nothing_that_silos_agree_on_is_lost_or_changed()
    {
        var now = ContractText.Lines();
        var lost = Kept().Except(now, StringComparer.Ordinal);
        lost.ShouldBeEmpty(
            $"these lines of {FileName} no longer hold; a silo of the version before would fail. Add beside them instead of changing them");
    }

    [Fact]
    public void What_is_new_is_written_down()
    {
        var now = ContractText.Lines();
        if (Environment.GetEnvironmentVariable("UPDATE_CONTRACTS") == "1")
            File.WriteAllLines(Location(), now.Union(Kept(), StringComparer.Ordinal).Order(StringComparer.Ordinal));
        now.Except(Kept(), StringComparer.Ordinal).ShouldBeEmpty($"run this test with UPDATE_CONTRACTS=1 and commit {FileName}");
    }

    [Fact]
    public void The_file_says_what_it_should()
    {
        Kept().ShouldContain("call cluster-grain.poll() -> Task");
        Kept().ShouldContain("member guest-state 3: String");
        Kept().ShouldContain("member stored`1 0: T");
    }

    private static string[] Kept() => File.Exists(Location()) ? File.ReadAllLines(Location()) : [];

    private static string Location() => Path.Combine(Repository.Root, FileName);
}
