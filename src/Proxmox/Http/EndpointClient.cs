using System.Net.Sockets;
using Microsoft.Extensions.Http.Resilience;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Proxmox.Failures;
using OrleansMonitor.Proxmox.Wire;
using Polly;
using Polly.Retry;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>The HTTP client of one endpoint, with its own connections, slots and health.</summary>
internal sealed class EndpointClient : IDisposable
{
    private const string ApiPath = "/api2/json";
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);
    private readonly HttpClient _http;
    private readonly ClusterTraffic _traffic;
    private readonly string _base;
    private readonly string _authorization;

    public EndpointClient(
        Uri address, ClusterConnection connection, ProbeTimeouts timeouts, ClusterTraffic traffic, IProxmoxTransport transport,
        TimeProvider time)
    {
        Name = address.Authority;
        _traffic = traffic;
        HasPath = address.AbsolutePath.Length > 1;
        Slots = traffic.SlotsOf(Name);
        Trust = new ServerTrust(connection.Tls);
        Health = new EndpointHealth(time);
        _base = address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/') + ApiPath;
        _authorization = $"PVEAPIToken={connection.TokenId}={connection.TokenSecret.Trim()}";
        var counting = new CountingHandler(traffic.Window, transport.Pooled(Trust.Authentication, timeouts.Connect, ConnectionLifetime));
        _http = new HttpClient(new ResilienceHandler(Retry(time)) { InnerHandler = counting }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Host and port.</summary>
    public string Name { get; }

    /// <summary>Whether the endpoint is configured with a path.</summary>
    public bool HasPath { get; }

    public ServerTrust Trust { get; }

    public EndpointHealth Health { get; }

    public EndpointSlots Slots { get; }

    /// <summary>The member behind the endpoint and its quorum as last reported; null before the first report.</summary>
    public MemberQuorum? Quorum => _traffic.QuorumOf(Name);

    /// <summary>Sends a GET and returns once the headers have arrived.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _base + path);
        request.Headers.TryAddWithoutValidation("Authorization", _authorization);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>Records the member behind the endpoint and its quorum.</summary>
    public void Record(MemberQuorum quorum) => _traffic.Record(Name, quorum);

    public void Dispose() => _http.Dispose();

    private static ResiliencePipeline<HttpResponseMessage> Retry(TimeProvider time) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = 1,
                Delay = TimeSpan.FromMilliseconds(100),
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } e && IsTransient(e)),
            })
            .Build();

    /// <summary>A broken connection is retried once, after 100 ms; a failed connect is not.</summary>
    private static bool IsTransient(Exception exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded }
        || (exception is HttpRequestException or SocketException && TransportFailures.Socket(exception)
                is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.NotConnected or SocketError.Shutdown);
}
