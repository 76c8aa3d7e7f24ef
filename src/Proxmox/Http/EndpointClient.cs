using System.Net.Sockets;
using Microsoft.Extensions.Http.Resilience;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Proxmox.Failures;
using OrleansMonitor.Proxmox.Wire;
using Polly;
using Polly.Retry;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>The HTTP client of one endpoint: its own connections, its own slots, its own health.</summary>
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

    /// <summary>Whether it is configured with a path.</summary>
    public bool HasPath { get; }

    public ServerTrust Trust { get; }

    public EndpointHealth Health { get; }

    public EndpointSlots Slots { get; }

    /// <summary>Which member it is and whether that has quorum, as it said last; null before it was asked.</summary>
    public PartitionWord? Word => _traffic.WordOf(Name);

    /// <summary>Sends a GET and answers as soon as the headers are there.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _base + path);
        request.Headers.TryAddWithoutValidation("Authorization", _authorization);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>It said which member it is and whether that has quorum.</summary>
    public void Record(PartitionWord word) => _traffic.Note(Name, word);

    /// <inheritdoc />
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

    /// <summary>A connection that broke is worth a second try at once; one that cannot be made is not.</summary>
    private static bool IsTransient(Exception exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded }
        || (exception is HttpRequestException or SocketException && TransportFailures.Socket(exception)
                is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.NotConnected or SocketError.Shutdown);
}
