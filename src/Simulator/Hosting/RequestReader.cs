using System.Text.Json;
using OrleansMonitor.Simulator.Api;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Hosting;

/// <summary>Reads path, parameters (query, form or JSON body) and credentials from HTTP.</summary>
internal static class RequestReader
{
    public static async Task<ApiRequest> ReadAsync(HttpContext context, Node node, string path, Predicate<string>? dropRow)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in context.Request.Query) parameters[name] = values.ToString();
        if (context.Request.HasFormContentType)
        {
            foreach (var (name, values) in await context.Request.ReadFormAsync(context.RequestAborted))
                parameters[name] = values.ToString();
        }
        else if (context.Request.HasJsonContentType() && context.Request.ContentLength is not 0)
        {
            await ReadJsonAsync(context, parameters);
        }

        return new(node, context.Request.Method, path, parameters)
        {
            Authorization = context.Request.Headers.Authorization.ToString() is { Length: > 0 } header ? header : null,
            Ticket = context.Request.Cookies["PVEAuthCookie"],
            CsrfToken = context.Request.Headers["CSRFPreventionToken"],
            DropRow = dropRow,
        };
    }

    private static async Task ReadJsonAsync(HttpContext context, Dictionary<string, string> parameters)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        if (body.RootElement.ValueKind != JsonValueKind.Object) return;
        foreach (var property in body.RootElement.EnumerateObject()) parameters[property.Name] = property.Value.ToString();
    }
}
