using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Problems;

/// <summary>Errors as RFC 9457 problem details, written for people, without stack traces.</summary>
internal static class Problem
{
    /// <summary>The detail of a failure that is the monitor's own.</summary>
    public const string InternalDetail = "The monitor failed; its log has the reason.";

    public static IResult Of(int status, string type, string detail) =>
        Results.Problem(detail, statusCode: status, type: $"urn:orleansmonitor:problem:{type}");

    public static IResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, "not-found", detail);

    public static IResult Bad(string detail) => Of(StatusCodes.Status400BadRequest, "bad-parameter", detail);

    public static IServiceCollection AddApiProblems(this IServiceCollection services) => services
        .Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true)
        .AddProblemDetails(options => options.CustomizeProblemDetails = context => Customise(context.ProblemDetails, context.Exception))
        .AddSingleton<IProblemDetailsWriter, ProblemWriter>()
        .AddSingleton<FailureLog>()
        .AddSingleton<IExceptionHandler>(provider => provider.GetRequiredService<FailureLog>());

    public static void UseApiProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = problem => problem switch
            {
                StoreUnavailableException => StatusCodes.Status503ServiceUnavailable,
                BadHttpRequestException bad => bad.StatusCode,
                _ => StatusCodes.Status500InternalServerError,
            },
            // FailureLog logs what is worth a line; the framework would log each with its stack trace.
            SuppressDiagnosticsCallback = _ => true,
        });
        app.UseStatusCodePages();
        // A person who opens an unknown address gets a page; programs get problem details.
        app.UseWhen(IsForPerson, pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
    }

    private static bool IsForPerson(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    private static void Customise(ProblemDetails details, Exception? problem)
    {
        details.Extensions.Remove("traceId");
        (details.Type, details.Detail) = (details.Status, problem) switch
        {
            (503, StoreUnavailableException store) => ("urn:orleansmonitor:problem:store-unavailable", store.Message),
            (400, BadHttpRequestException { InnerException: { } inner } bad) =>
                ("urn:orleansmonitor:problem:bad-parameter", $"{bad.Message} {FirstSentence(inner.Message)}"),
            (400, BadHttpRequestException bad) => ("urn:orleansmonitor:problem:bad-parameter", bad.Message),
            (413, _) => ("urn:orleansmonitor:problem:too-large", "The body is larger than any request of this API."),
            (500, not null) => ("urn:orleansmonitor:problem:internal", InternalDetail),
            (404, null) when details.Type?.StartsWith("urn:", StringComparison.Ordinal) != true =>
                ("urn:orleansmonitor:problem:not-found", "There is no such route; /openapi/v1.json lists them."),
            (405, null) => ("urn:orleansmonitor:problem:method", "This route does not support that method; /openapi/v1.json lists them."),
            (415, null) => ("urn:orleansmonitor:problem:media-type", "Send JSON with Content-Type: application/json."),
            _ => (details.Type, details.Detail),
        };
        Activity.Current?.SetTag("problem.type", details.Type);
    }

    private static string FirstSentence(string message) => message.Split('.')[0] + ".";
}
