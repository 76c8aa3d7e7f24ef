using System.Buffers;
using System.Text.Json;
using OrleansMonitor.Benchmarks.Processes;

namespace OrleansMonitor.Benchmarks.Workers;

/// <summary>The minimum work of a reader: fetch the response over TLS and read its tokens. Nothing is kept.</summary>
internal sealed class FloorWorker(WorkerSetup setup) : IWorker
{
    private const int BufferSize = 128 * 1024;
    private readonly HttpClient _http = PinnedHttp.Client(setup.Connection);

    public async Task<object> DoAsync(string order) => await Cost.OfAsync(FetchAsync);

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task FetchAsync()
    {
        using var answer =
            await _http.GetAsync($"{setup.Connection.Endpoint}/api2/json/cluster/resources", HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var state = default(JsonReaderState);
        var held = 0;
        while (await body.ReadAsync(buffer.AsMemory(held)) is > 0 and var read)
        {
            held += read;
            var done = Walk(buffer.AsSpan(0, held), ref state);
            buffer.AsSpan(done, held - done).CopyTo(buffer);
            held -= done;
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static int Walk(ReadOnlySpan<byte> piece, ref JsonReaderState state)
    {
        var reader = new Utf8JsonReader(piece, isFinalBlock: false, state);
        while (reader.Read())
        {
            // Reading the tokens is all the work.
        }

        state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }
}
