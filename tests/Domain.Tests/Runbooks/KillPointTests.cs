using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Domain.Tests.Runbooks;

/// <summary>A process may die at any moment, and the one that resumes may die too.</summary>
public sealed class KillPointTests
{
    public static TheoryData<string> Stories => ["works", "fails-twice", "fails-always", "loses-answers", "swallows", "slow"];

    [Theory]
    [MemberData(nameof(Stories))]
    public void Wherever_it_dies_nothing_is_sent_twice_and_every_attempt_ends(string story)
    {
        var calm = new Process(Tell(story), []);
        calm.Run();
        var moments = Math.Min(calm.Moments, 150);
        for (var first = 1; first <= moments; first++)
        {
            for (var second = 0; second <= 8; second++) Resume(story, first, second);
        }
    }

    private static void Resume(string story, int first, int second)
    {
        var (world, journal) = (Tell(story), new List<JournalEntry>());
        Should.Throw<Died>(() => new Process(world, journal, first).Run());
        if (second > 0)
        {
            try
            {
                new Process(world, journal, second).Run();
            }
            catch (Died)
            {
                world.Now = world.Now.AddSeconds(second * 7);
            }
        }

        new Process(world, journal).Run();

        var why = $"{story}, killed at {first} and {second}: {string.Join(' ', journal.Select(entry => entry.Mark))}";
        var sending = journal.Where(entry => entry.Mark == JournalMark.Sending).ToList();
        world.Sent.ShouldBeLessThanOrEqualTo(sending.Count, why);
        world.Started.ShouldBeLessThanOrEqualTo(1, why);
        sending.Select(entry => entry.Attempt).ShouldBeUnique(why);
        sending.Count.ShouldBeLessThanOrEqualTo(3, why);
        var neverLeft = journal.Count(entry => entry.Mark == JournalMark.Withdrawn && sending.Any(sent => sent.Attempt == entry.Attempt));
        (neverLeft + journal.Count(entry => entry.Mark is JournalMark.Succeeded or JournalMark.Failed or JournalMark.Unknown))
            .ShouldBe(sending.Count, why);
        journal[^1].Mark.ShouldBeOneOf([JournalMark.Succeeded, JournalMark.Escalated]);
        journal.Count(entry => entry.Mark is JournalMark.Succeeded or JournalMark.Escalated).ShouldBe(1, why);
        if (journal[^1].Mark == JournalMark.Succeeded) world.Runs.ShouldBeTrue(why);
    }

    private static World Tell(string story) => story switch
    {
        "works" => new(),
        "fails-twice" => new() { FailingStarts = 2 },
        "fails-always" => new() { FailingStarts = 9 },
        "loses-answers" => new() { Answer = ActResult.Unknown("no answer"), ClockSkew = TimeSpan.FromSeconds(100) },
        "swallows" => new() { Swallows = true },
        _ => new() { StartTakes = TimeSpan.FromMinutes(5) },
    };
}
