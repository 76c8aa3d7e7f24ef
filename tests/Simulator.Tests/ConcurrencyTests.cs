using OrleansMonitor.Simulator.Scripts;

namespace OrleansMonitor.Simulator.Tests;

public sealed class ConcurrencyTests
{
    private const int Readers = 6;
    private const int Rounds = 60;

    [Fact]
    public async Task Many_clients_read_everything_while_the_story_goes_on()
    {
        await using var simulator = await SimulatorFixture.StartAsync(DemoStory.Options with
        {
            Timings =
            new() { NoRouteDelay = TimeSpan.Zero }
        });
        simulator.Cluster.Play(DemoStory.Script);
        var unexpected = new System.Collections.Concurrent.ConcurrentBag<string>();
        var answers = 0;
        async Task ReadAsync(int reader)
        {
            var client = simulator.ClientFor(reader % 2);
            for (var round = 0; round < Rounds; round++)
            {
                simulator.Time.Advance(TimeSpan.FromSeconds(0.5));
                var (path, _) = AllEndpoints.Get[((reader * Rounds) + round) % AllEndpoints.Get.Length];
                try
                {
                    using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
                    var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                    Interlocked.Increment(ref answers);
                    if ((int)response.StatusCode is not (200 or 595) && !body.Contains("does not exist", StringComparison.Ordinal))
                        unexpected.Add($"{path}: {(int)response.StatusCode} {response.ReasonPhrase}");
                }
                catch (HttpRequestException) when (simulator.Cluster.Nodes.Any(node => !node.Powered))
                {
                    // The node that was asked has lost its power in the story.
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Readers)
            .Select(reader => Task.Run(() => ReadAsync(reader), TestContext.Current.CancellationToken)));
        unexpected.ShouldBeEmpty();
        answers.ShouldBeGreaterThan(Readers * Rounds / 2);
        simulator.Cluster.Narration.Select(change => change.Sequence)
            .ShouldBe(Enumerable.Range(1, simulator.Cluster.Narration.Count).Select(number => (long)number));
    }
}
