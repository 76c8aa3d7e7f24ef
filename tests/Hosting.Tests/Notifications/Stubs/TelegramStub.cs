using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Hosting.Tests.Notifications.Stubs;

/// <summary>The Bot API of Telegram.</summary>
internal sealed class TelegramStub : ChannelStub
{
    public override DestinationOptions Destination =>
        new() { Telegram = new() { Server = Server.Url, ChatId = "-100", TopicId = 5, AccessToken = Token } };

    public override string Token => $"1:{Secret}";

    public override Reply Refused => new(403, """{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}""");

    public override Reply Limited => new(429, """{"ok":false,"error_code":429,"parameters":{"retry_after":60}}""");

    protected override Reply Take(Received request)
    {
        var body = Read(request);
        var text = body.GetProperty("text").GetString()!;
        if (body.TryGetProperty("parse_mode", out _)) return Bad("can't parse entities");
        if (text.Length > 4096) return Bad("message is too long");
        if (body.GetProperty("chat_id").GetString() != "-100") return Bad("chat not found");
        var call = request.Path.Split('/')[^1];
        request.Path.ShouldBe($"/bot{Token}/{call}");
        if (call == "sendMessage")
        {
            if (body.GetProperty("message_thread_id").GetInt64() != 5) return Bad("message thread not found");
            Shown.Add(text);
            return Done(Shown.Count);
        }

        var place = (int)body.GetProperty("message_id").GetInt64() - 1;
        if (call != "editMessageText" || place >= Shown.Count) return Bad("message to edit not found");
        if (Shown[place] == text) return Bad("message is not modified: specified new message content is exactly the same");
        Shown[place] = text;
        return Done(place + 1);
    }

    private static Reply Done(int id) =>
        new(200, $$$"""{"ok":true,"result":{"message_id":{{{id}}},"chat":{"id":-100},"text":"x"}}""");

    private static Reply Bad(string what) => new(400, $$"""{"ok":false,"error_code":400,"description":"Bad Request: {{what}}"}""");
}
