using System.Net.Http.Headers;

namespace OrleansMonitor.Proxmox.Failures;

/// <summary>What the headers of an answer tell beside its status, mostly of a proxy's making.</summary>
internal sealed record AnswerHints
{
    /// <summary>Nothing is known.</summary>
    public static AnswerHints None { get; } = new();

    /// <summary>Where it sends the caller: scheme and host, without what might be a secret in the rest; null where nowhere.</summary>
    public string? SendsTo { get; init; }

    /// <summary>After how long it wants to be asked again, 0 to <see cref="LongestRest"/>; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the endpoint is configured with a path, so that the path may be wrong.</summary>
    public bool HasPath { get; init; }

    /// <summary>However long a server wants to be left alone, it is not left longer: nobody would notice a failure meanwhile.</summary>
    public static TimeSpan LongestRest { get; } = TimeSpan.FromMinutes(2);

    /// <summary>What an answer's headers say.</summary>
    public static AnswerHints Of(HttpResponseHeaders headers, bool hasPath, DateTimeOffset now) => new()
    {
        SendsTo = headers.Location is { IsAbsoluteUri: true } to ? to.GetLeftPart(UriPartial.Authority)
            : headers.Location is null ? null : "another path of its own",
        RetryAfter = Bounded(headers.RetryAfter?.Delta ?? (headers.RetryAfter?.Date is { } date ? date - now : null)),
        HasPath = hasPath,
    };

    private static TimeSpan? Bounded(TimeSpan? wanted) =>
        wanted is not { } wait ? null : wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestRest ? LongestRest : wait;
}
