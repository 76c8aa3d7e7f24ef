using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Tests.Stories;

/// <summary>What the table of rates says is what stories tell.</summary>
public sealed class RateTests
{
    private const int Seeds = 300;

    [Fact]
    public void Real_stories_tell_each_chapter_as_often_as_the_table_says()
    {
        var (expected, told) = Count(StoryProfile.Real, TimeSpan.FromDays(30));
        TestContext.Current.SendDiagnosticMessage(Table(expected, told));
        foreach (var (chapter, times) in expected)
        {
            // Within 30 percent, and where that is less than chance allows, within four standard deviations.
            var within = Math.Max(0.3 * times, 4 * Math.Sqrt(times));
            ((double)told.GetValueOrDefault(chapter)).ShouldBeInRange(times - within, times + within, chapter);
            told.GetValueOrDefault(chapter).ShouldBeGreaterThan(0, chapter);
        }
    }

    [Fact]
    public void Stress_stories_tell_every_chapter_and_most_of_what_the_table_says()
    {
        var (expected, told) = Count(StoryProfile.Stress, TimeSpan.FromDays(1));
        TestContext.Current.SendDiagnosticMessage(Table(expected, told));
        foreach (var (chapter, times) in expected)
        {
            told.GetValueOrDefault(chapter).ShouldBeGreaterThan(0, chapter);
            ((double)told[chapter])
                .ShouldBeGreaterThan((times * 0.4) - (4 * Math.Sqrt(times)), $"{chapter}: much of it finds nothing that is free");
        }
    }

    [Fact]
    public void Chapters_are_named_once() => Rates.All.Select(rate => rate.Chapter).ShouldBeUnique();

    private static (Dictionary<string, double> Expected, Dictionary<string, int> Told) Count(StoryProfile profile, TimeSpan length)
    {
        var (expected, told) = (Rates.All.ToDictionary(rate => rate.Chapter, _ => 0.0), new Dictionary<string, int>());
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var estate = Estate.Make(new Chance(seed).Split("estate"));
            foreach (var rate in Rates.All) expected[rate.Chapter] += rate.In(estate, profile) * (length / Rate.Month);
            foreach (var chapter in StoryGenerator.Generate(seed, profile, length).Groups)
                told[chapter] = told.GetValueOrDefault(chapter) + 1;
        }

        return (expected, told);
    }

    private static string Table(Dictionary<string, double> expected, Dictionary<string, int> told) =>
        string.Join('\n', expected.Select(rate => Line(rate.Key, rate.Value, told.GetValueOrDefault(rate.Key))));

    private static string Line(string chapter, double expected, int told) =>
        FormattableString.Invariant($"{chapter,-30} {expected,9:0.0} {told,7}");
}
