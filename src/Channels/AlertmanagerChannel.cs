using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Channels;

/// <summary>
/// Prometheus Alertmanager, API v2 (prometheus/alertmanager, docs/alerts_api.md). It resolves an alert that is not sent again in time.
/// Members share neither alerts nor their ends, so each is sent everything (docs/high_availability.md).
/// </summary>
internal sealed class AlertmanagerChannel(AlertmanagerOptions options, ChannelHttp http, TimeProvider time) : IStateChannel
{
    // The default resolve_timeout. A monitor that is back within four minutes ends no alert.
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(5);

    // Longer than group_wait by default, so that people are notified of a test.
    private static readonly TimeSpan TestValidity = TimeSpan.FromMinutes(1);

    // The others must not wait for a member that hangs.
    private static readonly TimeSpan MemberLimit = TimeSpan.FromSeconds(5);

    private readonly string[] _addresses = [.. options.Servers.Select(server => $"{server.TrimEnd('/')}/api/v2/alerts")];

    public MessageLimits Limits { get; } = new(Title: 1024, Body: 8192)
    {
        ShowsState = true,
        Refresh = TimeSpan.FromMinutes(1),
    };

    public Task<DeliveryOutcome> SendAsync(NotificationMessage message, CancellationToken cancellation) =>
        PostAsync([Alert(message)], cancellation);

    public Task<DeliveryOutcome> RefreshAsync(IReadOnlyList<NotificationMessage> open, CancellationToken cancellation) =>
        PostAsync([.. open.Select(Alert)], cancellation);

    // One member that took it notifies people. The others are sent it again with the next refresh, or end it when it is no longer sent.
    private async Task<DeliveryOutcome> PostAsync(JsonNode[] alerts, CancellationToken cancellation)
    {
        var body = new JsonArray(alerts);
        var outcomes = await Task.WhenAll(_addresses.Select(address => PostAsync(address, body, cancellation))).ConfigureAwait(false);
        var failed = outcomes.Zip(options.Servers).Where(pair => pair.First.Result != DeliveryResult.Delivered).ToList();
        if (failed.Count == 0) return outcomes[0];
        var detail = string.Join(' ', failed.Select(pair => $"{pair.Second}: {pair.First.Detail}"));
        return failed.Count < outcomes.Length
            ? new(DeliveryResult.Delivered, $"Not all members took it. {detail}") { Refused = detail }
            : outcomes.MinBy(one => one.Result == DeliveryResult.Permanent)! with { Detail = detail };
    }

    private async Task<DeliveryOutcome> PostAsync(string address, JsonArray body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = Json.Content(body) };
        if (options.User is { } user)
        {
            var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{options.Secret}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", login);
        }

        using var limit = new CancellationTokenSource(MemberLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return (await http.SendAsync(request, [options.Secret ?? ""], either.Token).ConfigureAwait(false)).Outcome;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(DeliveryResult.Unknown, $"No answer came within {MemberLimit.TotalSeconds:0} seconds.");
        }
    }

    private JsonObject Alert(NotificationMessage message)
    {
        var start = message.Notice?.BeganAt ?? message.At;
        var end = End(message);
        var alert = new JsonObject
        {
            ["labels"] = Labels(message),
            ["annotations"] = new JsonObject { ["summary"] = message.Title, ["description"] = message.Body },
            ["startsAt"] = Text(start),

            // It refuses an end before the start, which a clock that was set back makes.
            ["endsAt"] = Text(end > start ? end : start),
        };
        if (message.Link is { } link) alert["generatorURL"] = link;
        return alert;
    }

    private DateTimeOffset End(NotificationMessage message)
    {
        if (message.Notice is null) return message.At + TestValidity;
        return message.Form == MessageForm.Trouble ? time.GetUtcNow() + Validity : message.At;
    }

    // They are the identity of an alert, so nothing in them changes while the incident is open, except the severity.
    private static JsonObject Labels(NotificationMessage message)
    {
        var labels = new JsonObject
        {
            ["alertname"] = message.Notice?.Condition.ToName() ?? "MONITOR_TEST",
            ["severity"] = message.Severity.ToString().ToLowerInvariant(),
            ["source"] = "orleansmonitor",
        };
        if (message.Notice is not { } notice) return labels;
        labels["entity"] = notice.Entity;
        labels["incident"] = notice.IncidentId;
        if (notice.Cluster is { } cluster) labels["cluster"] = cluster;
        return labels;
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
