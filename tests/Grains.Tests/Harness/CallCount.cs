using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>Counts the calls of a service by method, and passes them on.</summary>
internal class CallCount : DispatchProxy
{
    private readonly Dictionary<string, int> _calls = new(StringComparer.Ordinal);
    private CallCount _counts = null!;
    private object _inner = null!;

    public int Of(params string[] methods)
    {
        lock (_calls) return methods.Sum(method => _calls.GetValueOrDefault(method));
    }

    public void Reset()
    {
        lock (_calls) _calls.Clear();
    }

    public void Decorate<T>(IServiceCollection services)
        where T : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(T));
        services.Remove(inner);
        services.AddSingleton(provider =>
        {
            var proxy = Create<T, CallCount>();
            var counts = (CallCount)(object)proxy;
            counts._counts = this;
            counts._inner = inner.ImplementationFactory is { } factory ? factory(provider)
                : ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!);
            return proxy;
        });
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        lock (_counts._calls) _counts._calls[targetMethod!.Name] = _counts._calls.GetValueOrDefault(targetMethod.Name) + 1;
        return targetMethod.Invoke(_inner, args);
    }
}
