using OrleansMonitor.Simulator.Options;
using OrleansMonitor.Trust.Shrinking;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Tests.Shrinking;

public sealed class ShrinkerTests
{
    private static readonly Story Long =
        StoryGenerator.Generate(4, StoryProfile.Stress, TimeSpan.FromDays(2)) with { Repairs = true, Endpoints = 1 };

    [Fact]
    public async Task A_single_step_is_found_among_hundreds()
    {
        var wanted = Long.Steps.Last(step => step.Do == "kill" && Vmid(step) < 100 + Long.Cluster.Guests);
        var (small, plays) = await ShrinkAsync(Long, story => Has(story, wanted));
        small.Steps.Count.ShouldBe(1);
        small.Life.ShouldBeEmpty();
        small.RunFor.ShouldBeLessThan(TimeSpan.FromMinutes(6));
        small.Monitor.ShouldBeEmpty();
        small.Repairs.ShouldBeFalse();
        small.Endpoints.ShouldBeNull();
        small.Cluster.Nodes.ShouldBe(1);
        small.Cluster.Guests.ShouldBe(Vmid(wanted) - 99);
        small.Cluster.Timings.ShouldBe(new SimulatorTimings());
        small.Seed.ShouldBe(Long.Seed);
        plays.ShouldBeLessThan(200);
    }

    [Fact]
    public async Task What_takes_two_happenings_and_a_restart_keeps_all_three()
    {
        var first = Long.Steps.First(step => step.Do == "backup-node");
        var second = Long.Steps.Last(step => step.Do == "fault");
        var third = Long.Life.First(step => step.Do == MonitorAction.Stop);
        var (small, _) = await ShrinkAsync(Long,
            story => Has(story, first) && Has(story, second) && story.Life.Any(step => step.Do == MonitorAction.Stop));
        small.Steps.Select(step => step.Do).ShouldBe([first.Do, second.Do], ignoreOrder: true);
        small.Life.Select(step => step.Do).ShouldBe([third.Do]);
    }

    [Fact]
    public async Task A_setting_or_a_node_that_it_takes_stays()
    {
        var story = Long with { Steps = [], Life = [], Cluster = Long.Cluster with { Nodes = 5 } };
        var (small, _) = await ShrinkAsync(story,
            one => one.Monitor.ContainsKey("Autonomy") && one.Cluster.Nodes >= 3 && one.RunFor >= TimeSpan.FromHours(7));
        small.Monitor.Select(setting => setting.Key).ShouldBe(["Autonomy"]);
        small.Cluster.Nodes.ShouldBe(3);
        small.RunFor.ShouldBeInRange(TimeSpan.FromHours(7), TimeSpan.FromHours(7.02));
    }

    [Fact]
    public async Task What_does_not_fail_again_is_left_as_it_is()
    {
        var (same, plays) = await ShrinkAsync(Long, _ => false);
        same.ShouldBeSameAs(Long);
        plays.ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(37)]
    public async Task It_ends_when_its_plays_are_used_up_with_something_that_fails(int most)
    {
        var shrinker = new Shrinker(story => Task.FromResult(story.Steps.Count(step => step.Do == "snapshot") > 2), most);
        var small = await shrinker.ShrinkAsync(Long);
        shrinker.Plays.ShouldBeLessThanOrEqualTo(most);
        small.Steps.Count(step => step.Do == "snapshot").ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task A_guest_that_a_step_makes_is_kept_with_that_step()
    {
        var made = Long.Steps.Where(step => step.Do == "create").Select(Vmid).First(vmid => vmid >= 100 + Long.Cluster.Guests);
        var (small, _) = await ShrinkAsync(Long,
            story => story.Steps.Any(step => step.Do == "start" && Vmid(step) == made));
        small.Steps.Select(step => step.Do).ShouldBe(["create", "start"]);
    }

    [Fact]
    public async Task The_same_verdicts_give_the_same_result()
    {
        static bool Fails(Story story) => story.Steps.Count(step => step.Do == "reboot") >= 3;
        StoryFile.Text((await ShrinkAsync(Long, Fails)).Small).ShouldBe(StoryFile.Text((await ShrinkAsync(Long, Fails)).Small));
    }

    [Fact]
    public async Task Of_many_things_the_fewest_that_fail_are_left()
    {
        var left = await DeltaDebugging.MinimizeAsync([.. Enumerable.Range(0, 100)],
            some => Task.FromResult(some.Contains(3) && some.Contains(50) && some.Contains(99)));
        left.ShouldBe([3, 50, 99]);
    }

    [Fact]
    public void Guests_and_nodes_that_a_step_names_are_counted_and_those_that_it_makes_are_not()
    {
        var story = StoryFile.Parse("""
            {"seed": 1, "profile": "Real", "cluster": {}, "runFor": "01:00:00", "steps": [
              {"at": "00:00:01", "do": "kill", "arguments": {"guest": 117}, "group": 0},
              {"at": "00:00:02", "do": "create", "arguments": {"guest": 300, "on": "pve4"}, "group": 1},
              {"at": "00:00:03", "do": "clone", "arguments": {"guest": 104, "copy": 301}, "group": 2},
              {"at": "00:00:04", "do": "start", "arguments": {"guest": 301}, "group": 2},
              {"at": "00:00:05", "do": "split-network", "arguments": {"nodes": ["pve2", "pve5"]}, "group": 3}]}
            """);
        StoryCuts.GuestsNamed(story).ShouldBe(18);
        StoryCuts.NodesNamed(story).ShouldBe(5);
    }

    private static int Vmid(StoryStep step) => step.Arguments["guest"]!.GetValue<int>();

    private static bool Has(Story story, StoryStep wanted) =>
        story.Steps.Any(step => step.Do == wanted.Do && step.Arguments.ToJsonString() == wanted.Arguments.ToJsonString());

    private static async Task<(Story Small, int Plays)> ShrinkAsync(Story story, Func<Story, bool> fails)
    {
        var shrinker = new Shrinker(one => Task.FromResult(fails(one)));
        return (await shrinker.ShrinkAsync(story), shrinker.Plays);
    }
}
