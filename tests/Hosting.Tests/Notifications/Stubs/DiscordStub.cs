using System.Globalization;
using System.Text.Json;
using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Hosting.Tests.Notifications.Stubs;

/// <summary>A webhook of Discord.</summary>
internal sealed class DiscordStub : ChannelStub
{
    public override DestinationOptions Destination =>
        new() { Discord = new() { Address = $"{Server.Url}/api/webhooks/1/{Secret}?thread_id=7" } };

    public override Reply Limited => new(429, """{"message":"You are being rate limited.","retry_after":60.5,"global":false}""");

    protected override Reply Take(Received request)
    {
        if (request.Query != "?thread_id=7&wait=true") return new(400, "the thread or the wait is missing");
        var body = Read(request);
        if (body.GetProperty("allowed_mentions").GetProperty("parse").GetArrayLength() > 0) return new(400, "it may mention people");
        var embed = body.GetProperty("embeds").EnumerateArray().Single();
        var (title, text) = (embed.GetProperty("title").GetString()!, embed.GetProperty("description").GetString()!);
        if (title.Length > 256 || text.Length > 4096 || title.Length + text.Length > 6000) return new(400, """{"code":50035}""");
        return request.Method == "POST" ? Post(title, embed) : Patch(request.Path, title, embed);
    }

    private Reply Post(string title, JsonElement embed)
    {
        Shown.Add(Line(title, embed));
        return new(200, $$"""{"id":"{{Shown.Count}}","embeds":[{{embed.GetRawText()}}]}""");
    }

    private Reply Patch(string path, string title, JsonElement embed)
    {
        var place = int.Parse(path.Split("/messages/")[1], CultureInfo.InvariantCulture) - 1;
        if (place >= Shown.Count) return new(404, """{"message":"Unknown Message","code":10008}""");
        Shown[place] = Line(title, embed);
        return new(200, $$"""{"id":"{{place + 1}}"}""");
    }

    private static string Line(string title, JsonElement embed) => $"{title} {embed.GetProperty("color").GetInt32():X6}";
}
