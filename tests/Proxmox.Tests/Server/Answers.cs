using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OrleansMonitor.Proxmox.Tests.Server;

/// <summary>Answers to put into a script.</summary>
internal static class Answers
{
    public static RequestDelegate Json(string body) => With(200, "OK", body);

    public static RequestDelegate With(int status, string reason, string body = "", string type = "application/json;charset=UTF-8") =>
        async context =>
    {
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = reason;
        context.Response.StatusCode = status;
        var bytes = Encoding.UTF8.GetBytes(body);
        if (bytes.Length > 0) context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes);
    };

    /// <summary>The start of an answer, then the connection's end: Kestrel closes it once a response is shorter than it said.</summary>
    public static RequestDelegate Cut(string start) => async context =>
    {
        context.Response.ContentType = "application/json;charset=UTF-8";
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(start) + 1000;
        await context.Response.WriteAsync(start);
        await context.Response.Body.FlushAsync();
    };

    /// <summary>A connection closed before any answer.</summary>
    public static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    /// <summary>No answer until the client gives up.</summary>
    public static RequestDelegate Hang(Action? arrived = null) => async context =>
    {
        arrived?.Invoke();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    };
}
