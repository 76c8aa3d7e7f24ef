using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Scenarios.Tests.CasePlaying;

namespace OrleansMonitor.Scenarios.Tests;

/// <summary>Plays every case from the field (docs/scenarios.md).</summary>
public sealed class CaseTests
{
    public static TheoryData<string> Names => [.. FieldCase.Names()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Comes_out_right(string name)
    {
        var one = FieldCase.Load(name);
        var (wrong, told) = one switch
        {
            { Expected.RefusedAtStart: { } words } => Start(one, words),
            { File.DatabaseFile: not null } => await Database(one),
            _ => await Play(one),
        };

        if (FieldCase.KnownWrong.Contains(name))
            wrong.ShouldNotBeEmpty($"{name} comes out right now: take it out of known-wrong.txt\n{told}");
        else if (wrong.Count > 0) Assert.Fail($"{name}:\n- {string.Join("\n- ", wrong)}\nTold was:\n{told}");
    }

    private static async Task<(IReadOnlyList<string> Wrong, string Told)> Play(FieldCase one)
    {
        CaseRun run;
        try
        {
            run = await CasePlayer.Play(one);
        }
        catch (ConfigurationException refused)
        {
            return ([refused.Message], "");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(run.Story.Narration);
        return (one.Expected is { } expected ? CaseVerdict.Of(expected, run) : [], run.Story.Narration);
    }

    private static (IReadOnlyList<string> Wrong, string Told) Start(FieldCase one, string[] words)
    {
        try
        {
            CaseConfiguration.Load(one.File.Config);
            return (["the configuration is accepted"], "");
        }
        catch (ConfigurationException refused)
        {
            return ([.. words.Where(word => !refused.Message.Contains(word, StringComparison.OrdinalIgnoreCase))
                .Select(word => $"'{word}' is not said")], refused.Message);
        }
    }

    private static Task<(IReadOnlyList<string> Wrong, string Told)> Database(FieldCase one) => CaseDatabase.Open(one);
}
