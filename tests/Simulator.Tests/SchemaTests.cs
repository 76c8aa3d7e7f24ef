using System.Text.Json;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Simulator.Tests;

public sealed class SchemaTests
{
    [Theory]
    [InlineData("8.4.21", "8.4")]
    [InlineData("9.1.4", "9.1")]
    public async Task Every_answer_conforms_to_the_published_schema(string version, string schemaVersion)
    {
        using var schemas =
            JsonDocument.Parse(await File.ReadAllBytesAsync(Recordings.ReturnSchemas, TestContext.Current.CancellationToken));
        await using var simulator = await SimulatorFixture.StartAsync(new() { Guests = 30, Version = version });
        simulator.Cluster.SetHa(101, "started");
        simulator.Cluster.KillGuest(103);
        simulator.Cluster.FailReplication(111);
        simulator.Pass(12);
        var problems = new List<string>();
        foreach (var (path, pattern) in AllEndpoints.Get)
        {
            var data = await simulator.DataAsync(path);
            var returns = schemas.RootElement.GetProperty(schemaVersion).GetProperty(pattern).GetProperty("GET").GetProperty("returns");
            problems.AddRange(Schema.Problems(returns, data, path));
        }

        problems.ShouldBeEmpty();
    }

    [Fact]
    public void The_checker_finds_missing_mistyped_and_unlisted_values()
    {
        using var schema =
            JsonDocument.Parse(
            """{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string","enum":["x"]},"c":{"type":"boolean"}}}""");
        using var value = JsonDocument.Parse("""{"a":"z","b":"y"}""");
        Schema.Problems(schema.RootElement, value.RootElement, "v").Count().ShouldBe(3);
    }
}
