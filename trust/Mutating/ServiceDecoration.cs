using Microsoft.Extensions.DependencyInjection;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>Decorates registered services.</summary>
internal static class ServiceDecoration
{
    /// <summary>Replaces the service by its decorator.</summary>
    public static void Decorate<T>(this IServiceCollection services, Func<T, T> around)
        where T : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(T) && !service.IsKeyedService);
        services.Remove(inner);
        services.AddSingleton(provider => around((T)(inner.ImplementationInstance
            ?? inner.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
    }
}
