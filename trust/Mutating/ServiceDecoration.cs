using Microsoft.Extensions.DependencyInjection;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>Puts something around a service that a monitor is composed with.</summary>
internal static class Decorating
{
    /// <summary>Replaces the service by what is made of it.</summary>
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
