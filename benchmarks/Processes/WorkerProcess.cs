using System.Diagnostics;
using System.Text.Json;
using OrleansMonitor.Benchmarks.Workers;

namespace OrleansMonitor.Benchmarks.Processes;

/// <summary>This program as a worker in a separate process, so its processor time and memory can be measured.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Starts a worker and waits until it is ready.</summary>
    public static async Task<WorkerProcess> StartAsync(string kind, WorkerSetup setup)
    {
        var worker = new WorkerProcess(DotNet.Start(typeof(WorkerProcess).Assembly.GetName().Name + ".dll", [Worker.Verb, kind]));
        await worker.AskAsync<JsonElement>(JsonSerializer.Serialize(setup, Worker.Json));
        return worker;
    }

    /// <summary>Sends an order and waits for its result.</summary>
    public async Task<T> AskAsync<T>(string order)
    {
        await _process.StandardInput.WriteLineAsync(order);
        await _process.StandardInput.FlushAsync();
        var answer = await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"The worker ended instead of answering '{order}'.");
        return JsonSerializer.Deserialize<T>(answer, Worker.Json)!;
    }

    /// <summary>Closes its input, after which it ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
