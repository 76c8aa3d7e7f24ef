using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace OrleansMonitor.Api.Problems;

/// <summary>
/// Writes problem details whatever the request accepts. The framework's own writer, which is asked first, leaves the body empty for a
/// client that accepts no JSON.
/// </summary>
internal sealed class ProblemWriter(IOptions<ProblemDetailsOptions> options, IOptions<JsonOptions> json) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (response, details) = (context.HttpContext.Response, context.ProblemDetails);
        details.Status ??= response.StatusCode;
        options.Value.CustomizeProblemDetails?.Invoke(context);
        response.ContentType = "application/problem+json";
        await response.WriteAsync(
            JsonSerializer.Serialize(details, json.Value.SerializerOptions.GetTypeInfo(typeof(ProblemDetails))),
            context.HttpContext.RequestAborted);
    }
}
