using System.Text;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Channels;

/// <summary>
/// The heartbeat over HTTP: <c>GET</c> while everything works, otherwise <c>POST</c> to the address with <c>/fail</c> appended, with the
/// reason as text (Healthchecks.io, "Pinging API").
/// </summary>
internal sealed class HeartbeatCall(ChannelHttp http, Uri address, TimeProvider time) : IHeartbeatCall
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async Task<DeliveryOutcome> CallAsync(string? problem, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var request = problem is null ? new HttpRequestMessage(HttpMethod.Get, address) : Failure(problem);
        try
        {
            return (await http.SendAsync(request, ChannelHttp.SecretsOf(address), either.Token).ConfigureAwait(false)).Outcome;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(DeliveryResult.Unknown, $"It did not answer within {Limit.TotalSeconds:0} s.");
        }
    }

    private HttpRequestMessage Failure(string problem)
    {
        var failed = new UriBuilder(address);
        failed.Path = $"{failed.Path.TrimEnd('/')}/fail";
        return new(HttpMethod.Post, failed.Uri) { Content = new StringContent(problem, Encoding.UTF8, "text/plain") };
    }
}
