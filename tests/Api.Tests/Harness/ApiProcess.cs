using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansMonitor.Simulator;

namespace OrleansMonitor.Api.Tests.Harness;

/// <summary>The API as a process of its own, so that it can be killed.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ApiProcess(Process process, Uri address) => (_process, Http) = (process, new HttpClient { BaseAddress = address });

    public HttpClient Http { get; }

    public static async Task<ApiProcess> Start(string database, SimulatedProxmox proxmox)
    {
        var port = RunningApp.FreePort();
        var args = new List<string>
        {
            $"--urls=http://127.0.0.1:{port}",
            $"--Monitor:Database:ConnectionString=Data Source={database}",
            string.Create(CultureInfo.InvariantCulture, $"--Monitor:Silo:SiloPort={RunningApp.FreePort()}"),
            "--Monitor:Silo:GatewayPort=0",
            "--Monitor:Tiers:StartupDelay=00:00:00",
            "--Monitor:Tiers:Critical=00:00:01",
            "--Monitor:Clusters:0:Name=lab",
            $"--Monitor:Clusters:0:TokenId={proxmox.ReadTokenId}",
            $"--Monitor:Clusters:0:TokenSecret={proxmox.ReadTokenSecret}",
            $"--Monitor:Clusters:0:Tls:Fingerprint={proxmox.Fingerprint}",
        };
        args.AddRange(proxmox.Endpoints.Select((endpoint, i) => $"--Monitor:Clusters:0:Endpoints:{i}={endpoint}"));
        var api = new ApiProcess(Launch(args), new($"http://127.0.0.1:{port}"));
        await api.Until("/api/v1/clusters/lab", cluster => cluster.GetProperty("state").GetString() == "ok", "the first poll");
        return api;
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int ExitCode, string Error)> Run(params string[] args)
    {
        using var process = Launch(args);
        var error = process.StandardError.ReadToEndAsync(RunningApp.Patience);
        await process.WaitForExitAsync(RunningApp.Patience);
        return (process.ExitCode, await error);
    }

    public async Task<JsonElement> Get(string path) => await Http.GetFromJsonAsync<JsonElement>(path, RunningApp.Patience);

    public async Task<JsonElement> Until(string path, Func<JsonElement, bool> wanted, string what)
    {
        var last = "no answer";
        for (var tries = 0; tries < 400; tries++)
        {
            try
            {
                var answer = await Get(path);
                if (wanted(answer)) return answer;
                last = answer.ToString();
            }
            catch (HttpRequestException problem)
            {
                last = problem.Message;
            }

            await Task.Delay(100, RunningApp.Patience);
        }

        throw new TimeoutException($"{path} never showed {what}; the last answer was {last}");
    }

    /// <summary>Kills it as a power cut would: SIGKILL.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync(RunningApp.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await Kill();
        _process.Dispose();
        Http.Dispose();
    }

    private static Process Launch(IEnumerable<string> args)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "OrleansMonitor.Api.dll"));
        foreach (var arg in args) start.ArgumentList.Add(arg);
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
