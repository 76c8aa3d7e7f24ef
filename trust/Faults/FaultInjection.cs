using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansMonitor.Trust.Faults;

/// <summary>Applies a <see cref="FaultPlan"/> to every call of a grain or a port.</summary>
internal static class FaultInjection
{
    public static void OnPorts(IServiceCollection services, FaultPlan plan)
    {
        foreach (var port in FaultedCall.Ports)
        {
            if (services.LastOrDefault(service => service.ServiceType == port && !service.IsKeyedService) is not { } inner) continue;
            services.Remove(inner);
            services.AddSingleton(port, provider =>
            {
                var faulty = DispatchProxy.Create(port, typeof(Proxy));
                ((Proxy)faulty).Set(
                    inner.ImplementationFactory?.Invoke(provider) ?? inner.ImplementationInstance
                        ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!), plan);
                return faulty;
            });
        }
    }

    public sealed class Filter(FaultPlan plan) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.InterfaceMethod is { } method) await plan.Apply(method, [context.TargetId.Key.ToString()]);
            await context.Invoke();
        }
    }

    public class Proxy : DispatchProxy
    {
        private static readonly MethodInfo WaitFirst =
            typeof(Proxy).GetMethod(nameof(After), BindingFlags.NonPublic | BindingFlags.Instance)!;
        private object _inner = null!;
        private FaultPlan _plan = null!;

        internal void Set(object inner, FaultPlan plan) => (_inner, _plan) = (inner, plan);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (!typeof(Task).IsAssignableFrom(targetMethod!.ReturnType))
                return targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
            if (!targetMethod.ReturnType.IsGenericType) return Plain(targetMethod, args);
            return WaitFirst.MakeGenericMethod(targetMethod.ReturnType.GenericTypeArguments).Invoke(this, [targetMethod, args]);
        }

        private async Task Plain(MethodInfo method, object?[]? args)
        {
            await _plan.Apply(method, args ?? []);
            await (Task)method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null)!;
        }

        private async Task<T> After<T>(MethodInfo method, object?[]? args)
        {
            await _plan.Apply(method, args ?? []);
            return await (Task<T>)method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null)!;
        }
    }
}
