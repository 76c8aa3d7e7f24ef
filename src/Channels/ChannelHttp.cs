using System.Globalization;
using System.Text;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Channels;

/// <summary>Sends a request of a channel, and interprets its answer.</summary>
internal sealed class ChannelHttp(IHttpClientFactory clients, TimeProvider time)
{
    /// <summary>The name of the clients that channels use.</summary>
    public const string ClientName = "notifications";

    private const int MaxAnswerBytes = 64 * 1024;
    private const int MaxQuote = 200;
    private static readonly TimeSpan BodyLimit = TimeSpan.FromSeconds(5);

    // A shorter part of an address would hide ordinary words of an answer.
    private const int MinSecret = 12;

    private static readonly char[] Separators = ['/', '?', '&', '='];

    /// <summary>Sends a request once.</summary>
    /// <param name="request">The request.</param>
    /// <param name="secrets">Texts that an answer may repeat and that must not be quoted.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public async Task<ChannelAnswer> SendAsync(
        HttpRequestMessage request, IReadOnlyList<string> secrets, CancellationToken cancellation)
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
                .ConfigureAwait(false);
            var body = await TryReadAsync(answer.Content, cancellation).ConfigureAwait(false);
            return new(Of(answer, Quote(body, secrets)), body) { Status = (int)answer.StatusCode };
        }
        catch (HttpRequestException problem)
        {
            return new(Of(problem), "");
        }
    }

    /// <summary>The texts of an address that is a secret: the whole, and each part that may be one.</summary>
    public static IReadOnlyList<string> SecretsOf(Uri address) =>
    [
        address.AbsoluteUri, address.PathAndQuery, address.AbsolutePath,
        .. address.PathAndQuery.Split(Separators).Where(part => part.Length >= MinSecret),
    ];

    private static DeliveryOutcome Of(HttpRequestException problem) => problem.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => new(DeliveryResult.Transient, "Its name is not known to DNS."),
        HttpRequestError.ConnectionError => new(DeliveryResult.Transient, "It cannot be reached."),
        HttpRequestError.SecureConnectionError =>
            new(DeliveryResult.Transient, "No secure connection could be made; check its certificate."),
        var error => new(DeliveryResult.Unknown, $"The connection broke before an answer came ({error})."),
    };

    private DeliveryOutcome Of(HttpResponseMessage answer, string quote)
    {
        var code = (int)answer.StatusCode;
        var detail = string.Create(CultureInfo.InvariantCulture, $"It answered {code}{quote}.");
        return code switch
        {
            >= 200 and < 300 => new(DeliveryResult.Delivered, detail),
            408 or 425 or 429 or >= 500 => new(DeliveryResult.Transient, detail, Wait(answer)),
            _ => new(DeliveryResult.Permanent, detail),
        };
    }

    private TimeSpan? Wait(HttpResponseMessage answer) => answer.Headers.NonValidated.TryGetValues("Retry-After", out var values)
        ? RetryAfter.Read(values.FirstOrDefault(), time.GetUtcNow())
        : null;

    private static string Quote(string body, IReadOnlyList<string> secrets)
    {
        var safe = secrets.Where(secret => secret.Length > 1)
            .Aggregate(body, (text, secret) => text.Replace(secret, "…", StringComparison.OrdinalIgnoreCase));
        return string.IsNullOrWhiteSpace(safe) ? "" : $": {OneLine.Of(safe, MaxQuote).TrimEnd('.')}";
    }

    // The status decides. A body that breaks or never ends must not make an accepted message one that failed.
    private async Task<string> TryReadAsync(HttpContent content, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(BodyLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await ReadAsync(content, either.Token).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or HttpRequestException
            || (problem is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return "";
        }
    }

    private static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        var bytes = new byte[MaxAnswerBytes];
        var stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            return Encoding.UTF8.GetString(bytes, 0, length);
        }
    }
}

/// <summary>What came of a request.</summary>
/// <param name="Outcome">The outcome by the status.</param>
/// <param name="Body">The beginning of the answer's body; empty if no answer or no whole body came.</param>
internal sealed record ChannelAnswer(DeliveryOutcome Outcome, string Body)
{
    /// <summary>The status of the answer; 0 if no answer came.</summary>
    public int Status { get; init; }
}
