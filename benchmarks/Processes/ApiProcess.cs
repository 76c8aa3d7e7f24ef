using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using OrleansMonitor.Benchmarks.Workers;

namespace OrleansMonitor.Benchmarks.Processes;

/// <summary>The API host as deployed, in a separate process.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private const string Assembly = "OrleansMonitor.Api.dll";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private readonly Process _process;
    private readonly Task _log;
    private readonly HttpClient _http;

    private ApiProcess(Process process, int port)
    {
        _process = process;
        _log = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _http = new() { BaseAddress = new($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}") };
    }

    /// <summary>Starts it and waits until it has read the whole cluster once.</summary>
    public static async Task<ApiProcess> StartAsync(Connection connection, string database, TimeSpan criticalPeriod, CancellationToken stop)
    {
        var (silo, http) = FreePorts.Two();
        var cluster = "Monitor__Clusters__0__";
        var process = DotNet.Start(Assembly, [], new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{http.ToString(CultureInfo.InvariantCulture)}",
            [$"{cluster}Name"] = "bench",
            [$"{cluster}Endpoints__0"] = connection.Endpoint,
            [$"{cluster}TokenId"] = connection.TokenId,
            [$"{cluster}TokenSecret"] = connection.TokenSecret,
            [$"{cluster}Tls__Fingerprint"] = connection.Fingerprint,
            ["Monitor__Tiers__StartupDelay"] = "00:00:01",
            ["Monitor__Tiers__Critical"] = criticalPeriod.ToString(),
            ["Monitor__Database__ConnectionString"] = $"Data Source={database}",
            ["Monitor__Silo__SiloPort"] = silo.ToString(CultureInfo.InvariantCulture),
            ["Monitor__Silo__GatewayPort"] = "0",
        });
        var api = new ApiProcess(process, http);
        await api.SeenAsync(stop);
        return api;
    }

    /// <summary>Processor time since its start.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes written to disk by it.</summary>
    public long Written => Footprint.WrittenBy(_process.Id);

    public HubConnection Events() => new HubConnectionBuilder().WithUrl(new Uri(_http.BaseAddress!, "/hubs/events")).Build();

    /// <summary>Sends the stop signal of systemd and container hosts and waits for the end.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> StopAsync(CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(stop);
        return Stopwatch.GetElapsedTime(began);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await DotNet.EndAsync(_process, _log);
    }

    private async Task SeenAsync(CancellationToken stop)
    {
        while (!await HasSeenAsync(stop))
        {
            if (_process.HasExited) throw new InvalidOperationException($"The API ended with exit code {_process.ExitCode}.");
            await Task.Delay(PollInterval, TimeProvider.System, stop);
        }
    }

    private async Task<bool> HasSeenAsync(CancellationToken stop)
    {
        try
        {
            using var answer = await _http.GetAsync("/api/v1/clusters/bench", stop);
            if (answer.StatusCode != HttpStatusCode.OK) return false;
            var cluster = await answer.Content.ReadFromJsonAsync<JsonElement>(stop);
            return cluster.GetProperty("state").GetString() == "ok" && cluster.GetProperty("guests").GetInt32() > 0;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
