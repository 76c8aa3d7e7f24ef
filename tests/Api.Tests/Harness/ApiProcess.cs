using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using OrleansMonitor.Simulator;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Api.Tests.Harness;

/// <summary>The API as a process of its own, so that it can be killed.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private readonly Process _process;
    private Pulse? _pulse;

    private ApiProcess(Process process, Uri address) => (_process, Http) = (process, new HttpClient { BaseAddress = address });

    public HttpClient Http { get; }

    public static async Task<ApiProcess> Start(string database, SimulatedProxmox proxmox)
    {
        var port = MonitorArguments.FreePort();
        var args = MonitorArguments.Of(database, port);
        args.AddRange(MonitorArguments.Watching(proxmox));
        var process = Launch(args);
        await Listening(process);
        var api = new ApiProcess(process, new($"http://127.0.0.1:{port}"));
        await api.Until("/api/v1/clusters/lab", cluster => cluster.GetProperty("state").GetString() == "ok", "the first poll");
        return api;
    }

    /// <summary>Runs the program to its end; answers what it wrote to stderr.</summary>
    public static async Task<(int ExitCode, string Error)> Run(params string[] args)
    {
        var (exitCode, _, error) = await RunToEnd(args);
        return (exitCode, error);
    }

    /// <summary>Runs the program to its end; answers what it wrote to stdout.</summary>
    public static async Task<(int ExitCode, string Output)> Tell(params string[] args)
    {
        var (exitCode, output, _) = await RunToEnd(args);
        return (exitCode, output);
    }

    public async Task<JsonElement> Get(string path) => await Http.GetFromJsonAsync<JsonElement>(path, RunningApp.Timeout);

    public async Task<JsonElement> Until(string path, Func<JsonElement, bool> wanted, string what)
    {
        _pulse ??= await Pulse.Of(async hub =>
        {
            var connection = new HubConnectionBuilder().WithUrl(new Uri(Http.BaseAddress!, hub)).Build();
            await connection.StartAsync(RunningApp.Timeout);
            return connection;
        });
        return await _pulse.Until(() => Get(path), wanted, $"{path}: {what}");
    }

    /// <summary>Kills it as a power cut would: SIGKILL.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync(RunningApp.Timeout);
    }

    public async ValueTask DisposeAsync()
    {
        if (_pulse is not null) await _pulse.DisposeAsync();
        if (!_process.HasExited) await Kill();
        _process.Dispose();
        Http.Dispose();
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunToEnd(string[] args)
    {
        using var process = Launch(args);
        var output = process.StandardOutput.ReadToEndAsync(RunningApp.Timeout);
        var error = process.StandardError.ReadToEndAsync(RunningApp.Timeout);
        await process.WaitForExitAsync(RunningApp.Timeout);
        return (process.ExitCode, await output, await error);
    }

    private static Process Launch(IEnumerable<string> args)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "OrleansMonitor.Api.dll"));
        foreach (var arg in args) start.ArgumentList.Add(arg);
        var process = Process.Start(start)!;
        return process;
    }

    private static async Task Listening(Process process)
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new ConcurrentQueue<string>();
        process.OutputDataReceived += (_, line) =>
        {
            said.Enqueue(line.Data ?? "");
            if (line.Data is null) listening.TrySetException(new InvalidOperationException($"It ended: {string.Join('\n', said)}"));
            else if (line.Data.Contains("Now listening on", StringComparison.Ordinal)) listening.TrySetResult();
        };
        process.BeginOutputReadLine();
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        await listening.Task.WaitAsync(TimeSpan.FromSeconds(60), RunningApp.Timeout);
    }
}
