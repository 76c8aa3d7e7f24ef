using System.Text;
using Microsoft.Net.Http.Headers;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Api.Problems;

/// <summary>Refuses bodies in a character set that cannot be read. The framework would report them as its own failure.</summary>
internal static class BodyCharset
{
    private const int MaxName = 40;

    /// <summary>Answers 400 to a request whose body is in an unreadable character set.</summary>
    public static void UseBodyCharset(this WebApplication app) => app.Use((context, next) =>
        Unreadable(context.Request.ContentType) is { } charset
            ? Problem.Bad($"The body's charset '{charset}' cannot be read; send UTF-8.").ExecuteAsync(context)
            : next(context));

    /// <summary>The character set that a Content-Type names and that cannot be read; null if there is none.</summary>
    public static string? Unreadable(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.Charset.HasValue) return null;
        var charset = type.Charset.Value!.Trim('"');
        try
        {
            Encoding.GetEncoding(charset);
            return null;
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return OneLine.Of(charset, MaxName);
        }
    }
}
