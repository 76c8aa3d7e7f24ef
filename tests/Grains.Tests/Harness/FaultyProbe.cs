using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>The real probe, but a method throws, never answers or answers something else while the test wants it so.</summary>
internal sealed class FaultyProbe
{
    private volatile string? _throws;
    private readonly TaskCompletionSource _hung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _hangs;
    private readonly ConcurrentBag<Action> _hanging = [];
    private readonly ConcurrentDictionary<string, object> _answers = new(StringComparer.Ordinal);

    /// <summary>Ends when a call was made that is never answered.</summary>
    public Task Hung => _hung.Task;

    public void Throw(string? method) => _throws = method;

    public void Hang(string? method) => _hangs = method;

    /// <summary>Ends the calls that hang, as failures: a monitor that stops waits for them.</summary>
    public void Free()
    {
        _hangs = null;
        while (_hanging.TryTake(out var fail)) fail();
    }

    public void Answer<T>(string method, T with) => _answers[method] = Task.FromResult(with);

    public void Decorate(IServiceCollection services)
    {
        var inner = services.Last(service => service.ServiceType == typeof(IProbe));
        services.Remove(inner);
        services.AddSingleton(provider => Proxy.Around(
            (IProbe)(inner.ImplementationInstance ?? inner.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)), this));
    }

#pragma warning disable CA1852 // A proxy is derived from it.
    internal class Proxy : DispatchProxy
#pragma warning restore CA1852
    {
        private IProbe _inner = null!;
        private FaultyProbe _faults = null!;

        public static IProbe Around(IProbe inner, FaultyProbe faults)
        {
            var proxy = Create<IProbe, Proxy>();
            ((Proxy)(object)proxy)._inner = inner;
            ((Proxy)(object)proxy)._faults = faults;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == _faults._throws) throw new InvalidOperationException("broken by the test");
            if (_faults._answers.TryGetValue(targetMethod.Name, out var answer)) return answer;
            if (targetMethod.Name != _faults._hangs) return targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
            _faults._hung.TrySetResult();
            return Hanging(targetMethod.ReturnType.GetGenericArguments()[0]);
        }

        private object Hanging(Type result)
        {
            var source = Activator.CreateInstance(typeof(TaskCompletionSource<>).MakeGenericType(result))!;
            var fail = source.GetType().GetMethod("TrySetCanceled", Type.EmptyTypes)!;
            _faults._hanging.Add(() => fail.Invoke(source, null));
            return source.GetType().GetProperty("Task")!.GetValue(source)!;
        }
    }
}
