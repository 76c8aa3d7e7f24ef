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
    private static readonly TimeSpan StartInterval = TimeSpan.FromMilliseconds(25);
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
        var period = criticalPeriod.ToString();
        var api = Launch(Assembly, connection, database, ("Tiers__StartupDelay", "00:00:01"), ("Tiers__Critical", period));
        while (!await api.HasSeenAsync(stop)) await api.PauseAsync(PollInterval, stop);
        return api;
    }

    /// <summary>Starts the published program with default tiers and waits until it has seen the whole cluster once.</summary>
    /// <param name="folder">Where it was published to.</param>
    /// <param name="connection">The cluster.</param>
    /// <param name="database">A file that is not there yet.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <returns>The program, and what its start took.</returns>
    public static async Task<(ApiProcess Api, StartUp Took)> StartPublishedAsync(
        string folder, Connection connection, string database, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var api = Launch(Path.Combine(folder, Assembly), connection, database);
        while (!await api.AnswersAsync("/health/ready", _ => true, stop)) await api.PauseAsync(StartInterval, stop);
        var ready = Stopwatch.GetElapsedTime(began);
        while (!await api.HasSeenAsync(stop)) await api.PauseAsync(StartInterval, stop);
        return (api, new(ready, Stopwatch.GetElapsedTime(began), api.Cpu));
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

    /// <summary>Resident memory, bytes.</summary>
    public long Resident => Footprint.ResidentOf(_process.Id);

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

    private static ApiProcess Launch(string assembly, Connection connection, string database, params (string Key, string Value)[] more)
    {
        var (silo, http) = FreePorts.Two();
        var cluster = "Monitor__Clusters__0__";
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{http.ToString(CultureInfo.InvariantCulture)}",
            [$"{cluster}Name"] = "bench",
            [$"{cluster}Endpoints__0"] = connection.Endpoint,
            [$"{cluster}TokenId"] = connection.TokenId,
            [$"{cluster}TokenSecret"] = connection.TokenSecret,
            [$"{cluster}Tls__Fingerprint"] = connection.Fingerprint,
            ["Monitor__Database__ConnectionString"] = $"Data Source={database}",
            ["Monitor__Silo__SiloPort"] = silo.ToString(CultureInfo.InvariantCulture),
            ["Monitor__Silo__GatewayPort"] = "0",
        };
        foreach (var (key, value) in more) environment[$"Monitor__{key}"] = value;
        return new(DotNet.Start(assembly, [], environment), http);
    }

    private Task PauseAsync(TimeSpan pause, CancellationToken stop)
    {
        if (_process.HasExited) throw new InvalidOperationException($"The API ended with exit code {_process.ExitCode}.");
        return Task.Delay(pause, TimeProvider.System, stop);
    }

    private Task<bool> HasSeenAsync(CancellationToken stop) => AnswersAsync(
        "/api/v1/clusters/bench",
        cluster => cluster.GetProperty("state").GetString() == "ok" && cluster.GetProperty("guests").GetInt32() > 0,
        stop);

    private async Task<bool> AnswersAsync(string path, Func<JsonElement, bool> wanted, CancellationToken stop)
    {
        try
        {
            using var answer = await _http.GetAsync(path, stop);
            return answer.StatusCode == HttpStatusCode.OK && wanted(await answer.Content.ReadFromJsonAsync<JsonElement>(stop));
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
