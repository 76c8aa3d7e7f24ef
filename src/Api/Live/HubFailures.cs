using Microsoft.AspNetCore.SignalR;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Live;

/// <summary>
/// Reports failures of hub calls: the reason to the client if it is its own or the database's, one bounded line to the log otherwise.
/// </summary>
internal sealed class HubFailures(FailureLog failures) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (Exception problem) when (problem is not (HubException or OperationCanceledException or OutOfMemoryException))
        {
            throw failures.ToHubException($"{invocationContext.Hub.GetType().Name}.{invocationContext.HubMethodName}", problem);
        }
    }
}

/// <summary>Turns failures into errors for a hub's client.</summary>
internal static class HubFailureExtensions
{
    /// <summary>Logs a failure that is the monitor's fault, and returns the client's error.</summary>
    public static HubException ToHubException(this FailureLog failures, string what, Exception problem)
    {
        if (problem is StoreUnavailableException) return new HubException(problem.Message, problem);
        failures.Write(what, problem);
        return new HubException(Problem.InternalDetail, problem);
    }
}
