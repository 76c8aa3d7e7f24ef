using System.Net;
using System.Text.Json;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox.Acting;

/// <summary>
/// Sends one POST over a dedicated connection that carries nothing else and is never reused. So no handler can send the request twice, and
/// until the connection is established it is certain that nothing was sent.
/// </summary>
internal sealed class SingleShot : IDisposable
{
    private const int LargestBody = 64 * 1024;
    private readonly HttpClient _http;
    private volatile bool _mayHaveLeft;

    public SingleShot(IProxmoxTransport transport, ServerTrust trust, TimeSpan connect) =>
        _http = new HttpClient(
        transport.Single(trust.Authentication, connect, () => _mayHaveLeft = true))
        { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>True once a connection is established: from then on the request may have been sent.</summary>
    public bool MayHaveLeft => _mayHaveLeft;

    /// <summary>Sends the request.</summary>
    public async Task<ShotAnswer> SendAsync(Uri address, string authorization, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent([]) };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.ConnectionClose = true;
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        var status = (int)response.StatusCode;
        return status == (int)HttpStatusCode.OK
            ? new(status, response.ReasonPhrase, await TextAsync(response, cancellation), null)
            : new(status, response.ReasonPhrase, null, await ErrorAsync(response, cancellation));
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static async Task<string?> TextAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = await ReadAsync(response, WireJson.Default.Text, cancellation);
        return body?.Data;
    }

    private static Task<ErrorBody?> ErrorAsync(HttpResponseMessage response, CancellationToken cancellation) =>
        ReadAsync(response, WireJson.Default.ErrorBody, cancellation);

    private static async Task<T?> ReadAsync<T>(
        HttpResponseMessage response, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            await using var bounded = new BoundedStream(body, LargestBody);
            return await JsonSerializer.DeserializeAsync(bounded, type, cancellation);
        }
        catch (Exception e) when (e is JsonException or InvalidAnswerException or IOException or HttpRequestException)
        {
            return null;
        }
    }
}

/// <summary>The answer to a request.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Reason">The reason phrase.</param>
/// <param name="Data">The data of a 200; null if it is missing or unusable.</param>
/// <param name="Error">Proxmox' description of a refusal; null if the body is not from Proxmox.</param>
internal sealed record ShotAnswer(int Status, string? Reason, string? Data, ErrorBody? Error);
