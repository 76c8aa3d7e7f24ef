using System.Globalization;
using System.Text;
using System.Text.Json;
using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Hosting.Tests.Notifications.Stubs;

/// <summary>A homeserver of Matrix. A transaction that it knows changes nothing.</summary>
internal sealed class MatrixStub : ChannelStub
{
    private const string Send = "/_matrix/client/v3/rooms/!room:lan/send/m.room.message/";

    private readonly Dictionary<string, string> _events = new(StringComparer.Ordinal);

    public override DestinationOptions Destination =>
        new() { Matrix = new() { Server = Server.Url, Room = "!room:lan", AccessToken = Secret } };

    public override Reply Limited => new(429, """{"errcode":"M_LIMIT_EXCEEDED","error":"slow down","retry_after_ms":60000}""");

    protected override Reply Take(Received request)
    {
        if (request.Headers["Authorization"] != $"Bearer {Secret}") return new(401, """{"errcode":"M_UNKNOWN_TOKEN"}""");
        if (request.Method != "PUT" || !request.Path.StartsWith(Send, StringComparison.Ordinal)) return new(404, """{"errcode":"M_UNRECOGNIZED"}""");
        if (Encoding.UTF8.GetByteCount(request.Body) > 65_000) return new(413, """{"errcode":"M_TOO_LARGE"}""");
        var content = Read(request);
        if (content.GetProperty("msgtype").GetString() != "m.text") return new(400, """{"errcode":"M_BAD_JSON"}""");
        if (!_events.TryGetValue(request.Path, out var id)) _events[request.Path] = id = Apply(content);
        return id.Length == 0 ? new(404, """{"errcode":"M_NOT_FOUND"}""") : new(200, $$"""{"event_id":"{{id}}"}""");
    }

    // An edit of an event that is gone shows nothing.
    private string Apply(JsonElement content)
    {
        if (!content.TryGetProperty("m.relates_to", out var relation))
        {
            Shown.Add(content.GetProperty("formatted_body").GetString()!);
            return $"$event{Shown.Count}";
        }

        relation.GetProperty("rel_type").GetString().ShouldBe("m.replace");
        var place = int.Parse(relation.GetProperty("event_id").GetString()!["$event".Length..], CultureInfo.InvariantCulture);
        if (place > Shown.Count) return "";
        Shown[place - 1] = content.GetProperty("m.new_content").GetProperty("formatted_body").GetString()!;
        return $"$edit{place}";
    }
}
