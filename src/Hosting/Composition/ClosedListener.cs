using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>
/// A listener without a socket, for a silo that is alone: Orleans always listens for other silos and asks for no credentials, so any
/// program of the machine could connect.
/// </summary>
internal sealed class ClosedListener(EndPoint endpoint) : IConnectionListener
{
    private readonly TaskCompletionSource<ConnectionContext?> _unbound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EndPoint EndPoint => endpoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _unbound.Task.WaitAsync(cancellationToken);

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _unbound.TrySetResult(null);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();
}

/// <summary>Replaces the listeners of a silo by ones without a socket.</summary>
internal sealed class ClosedListenerFactory : IConnectionListenerFactory
{
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(new ClosedListener(endpoint));
}

/// <summary>Closes a silo's listeners.</summary>
internal static class ClosedListenerExtensions
{
    /// <summary>Replaces every listener that Orleans has registered, for silos and for clients.</summary>
    /// <exception cref="InvalidOperationException">Orleans has registered none: this version does it in another way.</exception>
    public static void CloseSiloListeners(this IServiceCollection services)
    {
        var listeners = services
            .Where(service => service.IsKeyedService && service.ServiceType == typeof(IConnectionListenerFactory)).ToList();
        if (listeners.Count == 0) throw new InvalidOperationException("Orleans has no listeners to close.");
        foreach (var listener in listeners)
        {
            services.Replace(
                ServiceDescriptor.KeyedSingleton<IConnectionListenerFactory>(listener.ServiceKey, (_, _) => new ClosedListenerFactory()));
        }
    }
}
