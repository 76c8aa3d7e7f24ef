using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;
using OrleansMonitor.Simulator.Engine;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Hosting;

/// <summary>
/// Handles requests within the process like the listener over TLS: the same endpoints, unreachable addresses and broken responses.
/// </summary>
internal sealed class InMemoryHandler(
    IReadOnlyDictionary<string, Node> nodes, X509Certificate2 certificate, Simulation simulation, Func<HttpContext, Node, Task> handle,
    SslClientAuthenticationOptions tls, Action? connected) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var node = Connect(request.RequestUri!);
        connected?.Invoke();
        var (context, exchange) = await BeginAsync(request, node, cancellationToken);
        try
        {
            await handle(context, node);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException && exchange.Aborted)
        {
            // Reported below.
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (exchange.Aborted)
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was closed without an answer.");
        return Answer(context, exchange, request);
    }

    private Node Connect(Uri address)
    {
        if (!nodes.TryGetValue(address.Authority, out var node)) throw Unconnected(SocketError.ConnectionRefused);
        simulation.With(_ =>
        {
            // Only a machine with power refuses.
            if (node.Unreachable)
                throw Unconnected(node is { Powered: true, Starting: false } ? SocketError.ConnectionRefused : SocketError.HostUnreachable);
        });
        if (tls.RemoteCertificateValidationCallback is not { } judge
            || !judge(this, node.Certificate?.Leaf ?? certificate, null, SslPolicyErrors.RemoteCertificateChainErrors))
            throw new HttpRequestException(HttpRequestError.SecureConnectionError, "The certificate was turned down.");
        return node;
    }

    private static HttpRequestException Unconnected(SocketError error) =>
        new(HttpRequestError.ConnectionError, error.ToString(), new SocketException((int)error));

    private static async Task<(HttpContext Context, Exchange Exchange)> BeginAsync(
        HttpRequestMessage request, Node node, CancellationToken cancellation)
    {
        var exchange = new Exchange(cancellation);
        var features = new FeatureCollection();
        var uri = request.RequestUri!;
        var incoming = new HttpRequestFeature
        {
            Method = request.Method.Method,
            Scheme = uri.Scheme,
            Path = Uri.UnescapeDataString(uri.AbsolutePath),
            QueryString = uri.Query,
            Protocol = "HTTP/1.1",
        };
        foreach (var (name, values) in request.Headers) incoming.Headers[name] = values.ToArray();
        if (request.Content is { } content)
        {
            incoming.Body = new MemoryStream(await content.ReadAsByteArrayAsync(cancellation));
            foreach (var (name, values) in content.Headers) incoming.Headers[name] = values.ToArray();
            incoming.Headers.ContentLength = incoming.Body.Length;
        }

        features.Set<IHttpRequestFeature>(incoming);
        features.Set<IHttpResponseFeature>(exchange);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(exchange.Written));
        features.Set<IHttpRequestLifetimeFeature>(exchange);
        var context = new DefaultHttpContext(features);
        context.Connection.LocalIpAddress = node.Address;
        return (context, exchange);
    }

    private static HttpResponseMessage Answer(HttpContext context, Exchange exchange, HttpRequestMessage request)
    {
        var announced = exchange.Headers.ContentLength;
        var body = new MemoryStream(exchange.Written.GetBuffer(), 0, (int)exchange.Written.Length, writable: false);
        var answer = new HttpResponseMessage((HttpStatusCode)exchange.StatusCode)
        {
            ReasonPhrase = exchange.ReasonPhrase,
            RequestMessage = request,
            Content = new StreamContent(announced > body.Length ? new CutStream(body) : body),
        };
        foreach (var (name, values) in exchange.Headers)
        {
            if (!answer.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                answer.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        answer.Content.Headers.ContentType ??= context.Response.ContentType is { } type ? MediaTypeHeaderValue.Parse(type) : null;
        return answer;
    }

    private sealed class Exchange(CancellationToken client) : HttpResponseFeature, IHttpRequestLifetimeFeature
    {
        public MemoryStream Written { get; } = new();

        public bool Aborted { get; private set; }

        public CancellationToken RequestAborted { get; set; } = client;

        public override bool HasStarted => Written.Length > 0;

        public void Abort() => Aborted = true;
    }

    /// <summary>Ends with a broken connection.</summary>
    private sealed class CutStream(MemoryStream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) =>
            inner.Read(buffer, offset, count) is var read && (read > 0 || count == 0) ? read
            : throw new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
