using System.Diagnostics;
using OrleansMonitor.Benchmarks.Processes;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>
/// The duration of small requests to the simulated Proxmox during a measurement: the latency that the machine itself adds.
/// </summary>
internal sealed class BareRequests(Connection connection) : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);
    private readonly HttpClient _http = PinnedHttp.Client(connection);
    private readonly CancellationTokenSource _ended = new();
    private Task<List<double>> _asking = Task.FromResult<List<double>>([]);

    public void Begin() => _asking = AskAsync();

    /// <summary>Ends and returns the duration of each, milliseconds.</summary>
    public async Task<IReadOnlyList<double>> EndAsync()
    {
        await _ended.CancelAsync();
        return await _asking;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _http.Dispose();
        _ended.Dispose();
    }

    private async Task<List<double>> AskAsync()
    {
        var took = new List<double>();
        try
        {
            while (true)
            {
                await Task.Delay(Between, TimeProvider.System, _ended.Token);
                var began = Stopwatch.GetTimestamp();
                await _http.GetStringAsync($"{connection.Endpoint}/api2/json/version", _ended.Token);
                took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }
        catch (OperationCanceledException)
        {
            return took;
        }
    }
}
