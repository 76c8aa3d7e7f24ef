using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Net.Http.Headers;

namespace OrleansMonitor.Api.Listening;

/// <summary>Sets the security headers of every response, errors included.</summary>
internal static class SecurityHeaders
{
    private const string NoStore = "no-store";

    // What a page could ask a browser for, none of which the dashboard needs.
    private const string NoFeatures =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
        + "payment=(), usb=()";

    private static readonly TimeSpan HttpsOnly = TimeSpan.FromDays(365);

    /// <summary>Configures HTTPS-only (HSTS): a year, for this host alone. Sent over HTTPS only, and not for loopback.</summary>
    public static IServiceCollection AddSecurityHeaders(this IServiceCollection services) =>
        services.AddHsts(options => options.MaxAge = HttpsOnly);

    /// <summary>Adds the headers as late as possible, because the handling of errors clears what was set before.</summary>
    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(Apply, context);
        return next(context);
    });

    private static Task Apply(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = NoFeatures;

        // Static assets contain no data, and their names change with their content.
        if (context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null
            && !headers[HeaderNames.CacheControl].ToString().Contains(NoStore, StringComparison.OrdinalIgnoreCase))
            headers.CacheControl = NoStore;
        return Task.CompletedTask;
    }
}
