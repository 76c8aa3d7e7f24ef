using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Channels;

/// <summary>PagerDuty, Events API v2. An incident of the monitor is one of PagerDuty: its id is the key that removes duplicates.</summary>
internal sealed class PagerDutyChannel(PagerDutyOptions options, ChannelHttp http) : INotificationChannel
{
    // It counts the requests of a minute.
    private static readonly TimeSpan LeastWait = TimeSpan.FromMinutes(1);

    private readonly string _address = $"{options.Server.TrimEnd('/')}/v2/enqueue";

    public MessageLimits Limits { get; } = new(Title: 1024, Body: 8192, new(Burst: 1, TimeSpan.FromMilliseconds(500)))
    {
        ShowsState = true,
    };

    // What is over already pages nobody. A test is resolved at once, so that it leaves nothing open.
    public async Task<DeliveryOutcome> SendAsync(NotificationMessage message, CancellationToken cancellation)
    {
        if (message.Form != MessageForm.Trouble) return await CallAsync("resolve", message, cancellation).ConfigureAwait(false);
        var outcome = await CallAsync("trigger", message, cancellation).ConfigureAwait(false);
        return message.Notice is null && outcome.Result == DeliveryResult.Delivered
            ? await CallAsync("resolve", message, cancellation).ConfigureAwait(false)
            : outcome;
    }

    private async Task<DeliveryOutcome> CallAsync(string action, NotificationMessage message, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = Json.Content(Body(action, message)) };
        var answer = await http.SendAsync(request, [options.Key], cancellation).ConfigureAwait(false);
        return answer.Status == StatusCodes.Status429TooManyRequests ? answer.Outcome.Asking(LeastWait) : answer.Outcome;
    }

    private JsonObject Body(string action, NotificationMessage message)
    {
        var body = new JsonObject
        {
            ["routing_key"] = options.Key,
            ["event_action"] = action,
            ["dedup_key"] = message.Notice?.IncidentId ?? message.Id,
        };
        if (action != "trigger") return body;
        body["payload"] = new JsonObject
        {
            ["summary"] = message.Title,
            ["source"] = message.Notice?.Entity ?? "monitor",
            ["severity"] = message.Severity.ToString().ToLowerInvariant(),
            ["timestamp"] = message.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["component"] = message.Notice?.Node,
            ["group"] = message.Notice?.Cluster,
            ["class"] = message.Notice?.Condition.ToName(),
            ["custom_details"] = new JsonObject { ["text"] = message.Body },
        };
        if (message.Link is { } link)
            body["links"] = new JsonArray(new JsonObject { ["href"] = link, ["text"] = "The incident in the monitor" });
        return body;
    }
}
