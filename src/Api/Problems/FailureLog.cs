using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Diagnostics;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Text;
using OrleansMonitor.Hosting.Logging;

namespace OrleansMonitor.Api.Problems;

/// <summary>
/// Logs failures of requests and hub calls that are the monitor's fault: one line per place and minute, with how many more there were, so
/// that no client can fill the log.
/// </summary>
internal sealed partial class FailureLog(TimeProvider time, ILogger<FailureLog> log) : IExceptionHandler
{
    private const int MaxPath = 200;

    private readonly LogThrottle _throttle = new(time, TimeSpan.FromMinutes(1));

    /// <summary>Logs the failure of a request; the answer is left to the framework.</summary>
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var request = httpContext.Request;
        if (!IsExpected(exception)) Write($"{request.Method} {OneLine.Of(request.Path, MaxPath)}", exception);
        return ValueTask.FromResult(false);
    }

    /// <summary>Logs a failure.</summary>
    /// <param name="what">What failed.</param>
    /// <param name="failure">Why.</param>
    public void Write(string what, Exception failure)
    {
        var text = FailureText.Of(failure);
        if (_throttle.MayLog(PlaceOf(failure), out var held)) LogFailed(log, what, text, held);
    }

    /// <summary>Whether a failure is the caller's mistake or a database outage, which is logged by the store.</summary>
    public static bool IsExpected([NotNullWhen(true)] Exception failure) =>
        failure is StoreUnavailableException or BadHttpRequestException or OperationCanceledException;

    // The message may contain the caller's text, which must not make each failure a new kind.
    private static string PlaceOf(Exception failure) =>
        $"{failure.GetType().FullName} {failure.TargetSite?.DeclaringType} {failure.TargetSite}";

    [LoggerMessage(LogLevel.Error, "{What} failed: {Failure} ({Held} more of this kind since the last line about it)")]
    private static partial void LogFailed(ILogger log, string what, string failure, int held);
}
