using System.Text.Json;

namespace OrleansMonitor.Simulator.Tests;

/// <summary>Polls /cluster/resources on fake time, as the recorded time lines were made, and notes when a row changes.</summary>
internal sealed class Sampler(SimulatorFixture simulator, double step = 0.5, int node = 0)
{
    private readonly HttpClient _client = simulator.ClientFor(node);

    /// <summary>One noted change: seconds since the start, and the row as "status|node|lock|hastate|number of fields".</summary>
    public sealed record Change(double At, string Row);

    public async Task<List<Change>> WatchAsync(string id, double seconds)
    {
        var changes = new List<Change>();
        var last = "";
        for (var at = 0.0; at <= seconds; at += step)
        {
            var row = Describe(await simulator.RowAsync(id, _client));
            if (row != last) changes.Add(new(at, row));
            last = row;
            simulator.Pass(step);
        }

        return changes;
    }

    public static string Describe(JsonElement row)
    {
        string Field(string name) => row.TryGetProperty(name, out var value) ? value.ToString() : "";
        return $"{Field("status")}|{Field("node")}|{Field("lock")}|{Field("hastate")}|{row.EnumerateObject().Count()}";
    }
}
