using Microsoft.AspNetCore.SignalR;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Api.Live;

/// <summary>Refuses calls of hub methods that need a higher role than the caller has (<see cref="AccessTable"/>).</summary>
internal sealed class HubRoles : IHubFilter
{
    public ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var least = AccessTable.LeastFor(invocationContext.Hub.GetType().Name, invocationContext.HubMethodName);
        var user = invocationContext.Context.User;
        return user.Has(least) ? next(invocationContext) : throw new HubException(user.Refusal(least));
    }
}
