using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace OrleansMonitor.Benchmarks.Processes;

/// <summary>The simulated Proxmox in a separate process.</summary>
internal sealed class SimulatorProcess : IAsyncDisposable
{
    private const string Assembly = "OrleansMonitor.Simulator.dll";
    private readonly Process _process;
    private readonly HttpClient _http;
    private readonly Task _narration;

    private SimulatorProcess(Process process, Connection connection)
    {
        (_process, Connection) = (process, connection);
        // Reads its further output, which would otherwise fill the pipe.
        _narration = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _http = PinnedHttp.Client(connection);
    }

    /// <summary>Period of pvestatd, within which every guest is published once.</summary>
    public static TimeSpan PublishPeriod { get; } = TimeSpan.FromSeconds(10);

    public Connection Connection { get; }

    public static async Task<SimulatorProcess> StartAsync(int guests, double churn = 0.05)
    {
        var nodes = NodesFor(guests);
        string[] arguments =
        [
            "--port", "0", "--name", "bench", "--listen-on", "1",
            "--nodes", nodes.ToString(CultureInfo.InvariantCulture),
            "--guests", guests.ToString(CultureInfo.InvariantCulture),
            "--churn", churn.ToString(CultureInfo.InvariantCulture),
        ];
        var process = DotNet.Start(Assembly, arguments);
        var connection = await ReadGreetingAsync(process);
        return new(process, connection);
    }

    /// <summary>One node per 1,000 guests and at least three, but one for a single guest.</summary>
    public static int NodesFor(int guests) => guests == 1 ? 1 : Math.Max(3, guests / 1000);

    public Task<JsonElement> GetAsync(string path) => _http.GetFromJsonAsync<JsonElement>($"{Connection.Endpoint}{path}");

    public async Task PostAsync(string path, string json = "")
    {
        using var body = new StringContent(json);
        using var answer = await _http.PostAsync($"{Connection.Endpoint}{path}", body);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await DotNet.EndAsync(_process, _narration);
    }

    // Its banner has the configuration of a monitor.
    private static async Task<Connection> ReadGreetingAsync(Process process)
    {
        var json = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (json.Length == 0 && line != "{") continue;
            json.AppendLine(line);
            if (line != "}") continue;
            using var document = JsonDocument.Parse(json.ToString());
            var cluster = document.RootElement.GetProperty("Monitor").GetProperty("Clusters")[0];
            return new(
                cluster.GetProperty("Endpoints")[0].GetString()!.TrimEnd('/'),
                cluster.GetProperty("TokenId").GetString()!,
                cluster.GetProperty("TokenSecret").GetString()!,
                cluster.GetProperty("Tls").GetProperty("Fingerprint").GetString()!);
        }

        throw new InvalidOperationException("The simulator ended before it said how to reach it.");
    }
}
