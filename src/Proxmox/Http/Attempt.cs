using System.IO.Compression;
using System.Net;
using System.Text.Json;
using OrleansMonitor.Proxmox.Failures;
using OrleansMonitor.Proxmox.Wire;

namespace OrleansMonitor.Proxmox.Http;

/// <summary>One call to one endpoint; failures are explained.</summary>
internal static class Attempt
{
    private const int LargestErrorBody = 64 * 1024;

    /// <summary>Calls <paramref name="endpoint"/>. Throws only if <paramref name="cancellation"/> is cancelled.</summary>
    public static async Task<AttemptOutcome<T>> RunAsync<T>(
        EndpointClient endpoint, PveCall call, IAnswerReader<T> reader, string tokenId, TimeProvider time, CancellationToken cancellation)
    {
        using var slot = await endpoint.Slots.AcquireAsync(call.Patient, cancellation);
        using var timeout = new CancellationTokenSource(call.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var response = await endpoint.GetAsync(call.Path, either.Token);
            return response.StatusCode == HttpStatusCode.OK
                ? await ReadAsync(response, endpoint, call, reader, either.Token)
                : new AttemptOutcome<T>(await RefusalAsync(response, endpoint, call, tokenId, time.GetUtcNow(), either.Token));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new AttemptOutcome<T>(TransportFailures.TimedOut(endpoint.Name, call));
        }
        catch (Exception e) when (TransportFailures.Explains(e))
        {
            return new AttemptOutcome<T>(TransportFailures.Of(e, endpoint.Name, endpoint.Trust));
        }
    }

    private static async Task<AttemptOutcome<T>> ReadAsync<T>(
        HttpResponseMessage response, EndpointClient endpoint, PveCall call, IAnswerReader<T> reader, CancellationToken cancellation)
    {
        if (AnswerHints.IsHtml(response.Content)) return new AttemptOutcome<T>(ProxyFailures.WebPage(endpoint.Name));

        try
        {
            await using var body = Decompressed(await response.Content.ReadAsStreamAsync(cancellation), response.Content);
            return new AttemptOutcome<T>(await reader.ReadAsync(body, cancellation));
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return new AttemptOutcome<T>(TransportFailures.OfBody(e, endpoint.Name, call));
        }
    }

    // Not asked for, but pveproxy sends a journal compressed all the same.
    private static Stream Decompressed(Stream body, HttpContent content) =>
        content.Headers.ContentEncoding.Contains("gzip", StringComparer.OrdinalIgnoreCase)
            ? new GZipStream(body, CompressionMode.Decompress) : body;

    private static async Task<CallFailure> RefusalAsync(
        HttpResponseMessage response, EndpointClient endpoint, PveCall call, string tokenId, DateTimeOffset now,
        CancellationToken cancellation)
    {
        var body = await ErrorBodyAsync(response, cancellation);
        var text = PlainText.OneLine(body?.Errors ?? body?.Message ?? response.ReasonPhrase);
        return AnswerFailures.Of(
            (int)response.StatusCode, text, body is not null, endpoint.Name, call, tokenId,
            AnswerHints.Of(response, endpoint.HasPath, now));
    }

    private static async Task<ErrorBody?> ErrorBodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            await using var bounded = new BoundedStream(body, LargestErrorBody);
            return await JsonSerializer.DeserializeAsync(bounded, WireJson.Default.ErrorBody, cancellation);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    // Whatever exception reading causes, an unread response is a failed call and is never ignored.
    private static bool IsUnreadable(Exception e) =>
        e is not (OperationCanceledException or HttpRequestException or ObjectDisposedException or OutOfMemoryException);
}

/// <summary>The outcome of one call to one endpoint.</summary>
internal readonly struct AttemptOutcome<T>
{
    public AttemptOutcome(T value) => Value = value;

    public AttemptOutcome(CallFailure failure) => Failure = failure;

    public T? Value { get; }

    public CallFailure? Failure { get; }
}
