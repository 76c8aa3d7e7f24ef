using System.Text.Json;

namespace OrleansMonitor.Benchmarks.Workers;

/// <summary>
/// The child side of this program: reads orders from standard input, one per line, and writes a line of JSON for each.
/// </summary>
internal static class Worker
{
    public const string Verb = "worker";
    public const string Monitor = "monitor";
    public const string Floor = "floor";

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    public static async Task<int> RunAsync(string kind)
    {
        var setup = JsonSerializer.Deserialize<WorkerSetup>(await Console.In.ReadLineAsync() ?? "", Json)!;
        await using IWorker worker = kind == Monitor ? await MonitorWorker.StartAsync(setup) : new FloorWorker(setup);
        await AnswerAsync(new { ready = kind });
        while (await Console.In.ReadLineAsync() is { } order) await AnswerAsync(await worker.DoAsync(order));
        return 0;
    }

    private static async Task AnswerAsync(object answer)
    {
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(answer, Json));
        await Console.Out.FlushAsync();
    }
}

/// <summary>Executes orders.</summary>
internal interface IWorker : IAsyncDisposable
{
    Task<object> DoAsync(string order);
}
