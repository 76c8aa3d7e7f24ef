using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace OrleansMonitor.Api.Tests.Harness;

/// <summary>A hub's WebSocket without a SignalR client: reads only when told, says what it likes in its headers.</summary>
internal sealed class RawHub : IDisposable
{
    private const char Separator = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly Queue<string> _messages = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _partial = new();

    public RawHub(string? origin = null, string? cookies = null)
    {
        if (cookies is not null) _socket.Options.SetRequestHeader("Cookie", cookies);
        if (origin is not null) _socket.Options.SetRequestHeader("Origin", origin);
    }

    public async Task Connect(Uri address, string path)
    {
        await _socket.ConnectAsync(new Uri($"ws://{address.Authority}{path}"), RunningApp.Timeout);
        await Send("""{"protocol":"json","version":1}""");
        (await Next()).ShouldBe("{}");
    }

    public Task Send(string message) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message + Separator), WebSocketMessageType.Text, endOfMessage: true, RunningApp.Timeout);

    /// <summary>The next message that is not a ping.</summary>
    public async Task<JsonElement> Receive()
    {
        while (true)
        {
            var message = JsonSerializer.Deserialize<JsonElement>(await Next());
            if (message.GetProperty("type").GetInt32() != 6) return message;
        }
    }

    /// <summary>Waits until the server has closed the connection, without any message before.</summary>
    public async Task Closed()
    {
        var closed = await Should.ThrowAsync<Exception>(Receive().WaitAsync(TimeSpan.FromSeconds(20), RunningApp.Timeout));
        (closed is WebSocketException or InvalidOperationException).ShouldBeTrue($"it is still open: {closed.Message}");
    }

    public void Dispose() => _socket.Dispose();

    private async Task<string> Next()
    {
        string? message;
        while (!_messages.TryDequeue(out message))
        {
            var received = await _socket.ReceiveAsync(_buffer, RunningApp.Timeout);
            if (received.MessageType == WebSocketMessageType.Close)
                throw new InvalidOperationException($"The hub closed: {received.CloseStatusDescription}");
            var chars = new char[_buffer.Length];
            _partial.Append(chars, 0, _decoder.GetChars(_buffer, 0, received.Count, chars, 0));
            var parts = _partial.ToString().Split(Separator);
            foreach (var part in parts[..^1]) _messages.Enqueue(part);
            _partial.Clear().Append(parts[^1]);
        }

        return message;
    }
}
