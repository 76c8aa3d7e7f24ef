using System.Text;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Api.Home;

/// <summary>The page at <c>/</c>: what is wrong now and where to look.</summary>
internal static class HomeRoutes
{
    public static void MapHome(this IEndpointRouteBuilder routes)
    {
        using var stream = typeof(HomeRoutes).Assembly.GetManifestResourceStream("OrleansMonitor.Api.Home.index.html")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var page = reader.ReadToEnd();
        routes.MapGet("/", (HttpContext context, CheckedConfiguration configuration) =>
        {
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'";
            return Results.Text(page.Replace("{{demo}}", configuration.Options.Demo ? "" : "hidden", StringComparison.Ordinal), "text/html; charset=utf-8");
        }).ExcludeFromDescription();
    }
}
