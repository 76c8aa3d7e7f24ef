using System.Text.Json;
using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Hosting.Tests.Notifications.Stubs;

/// <summary>An incoming webhook of Slack: the answer is a word.</summary>
internal sealed class SlackStub : ChannelStub
{
    public override DestinationOptions Destination => new() { Slack = new() { Address = $"{Server.Url}/services/T/B/{Secret}" } };

    protected override Reply Take(Received request)
    {
        if (Text(Read(request)) is not { } text) return new(400, "invalid_payload");
        Shown.Add(text);
        return new(200, "ok");
    }

    /// <summary>The title and the colour; null if the body is malformed.</summary>
    public static string? Text(JsonElement body)
    {
        var attachment = body.GetProperty("attachments").EnumerateArray().Single();
        string[] texts = [body.GetProperty("text").GetString()!, attachment.GetProperty("text").GetString()!];
        var isEscaped = texts.All(text => !text.Contains('<', StringComparison.Ordinal) && !text.Contains('>', StringComparison.Ordinal));
        return isEscaped && texts.Sum(text => text.Length) <= 40_000 ? $"{texts[0]} {attachment.GetProperty("color").GetString()}" : null;
    }
}
