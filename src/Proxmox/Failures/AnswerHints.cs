namespace OrleansMonitor.Proxmox.Failures;

/// <summary>Hints in a response's headers, besides its status. A proxy sets most of them.</summary>
internal sealed record AnswerHints
{
    /// <summary>No hints.</summary>
    public static AnswerHints None { get; } = new();

    /// <summary>The redirect target: scheme and host only, because the rest may contain a secret; null for no redirect.</summary>
    public string? RedirectTarget { get; init; }

    /// <summary>The requested pause before the next call, 0 to <see cref="MaxRetryAfter"/>; null for none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the endpoint is configured with a path, so that the path may be wrong.</summary>
    public bool HasPath { get; init; }

    /// <summary>Whether the body is a web page, which Proxmox' API never sends.</summary>
    public bool IsWebPage { get; init; }

    /// <summary>The longest pause granted to a server: failures would go unnoticed meanwhile.</summary>
    public static TimeSpan MaxRetryAfter { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether the content is HTML.</summary>
    public static bool IsHtml(HttpContent content) =>
        content.Headers.ContentType?.MediaType is { } type && type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the headers of a response.</summary>
    public static AnswerHints Of(HttpResponseMessage response, bool hasPath, DateTimeOffset now) => new()
    {
        RedirectTarget = response.Headers.Location switch
        {
            null => null,
            { IsAbsoluteUri: true } target => target.GetLeftPart(UriPartial.Authority),
            _ => "another path of its own",
        },
        RetryAfter = Bounded(response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date is { } date ? date - now : null)),
        HasPath = hasPath,
        IsWebPage = IsHtml(response.Content),
    };

    private static TimeSpan? Bounded(TimeSpan? wanted) =>
        wanted is { } wait ? TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, MaxRetryAfter.Ticks)) : null;
}
