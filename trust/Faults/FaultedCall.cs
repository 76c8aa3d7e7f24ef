using System.Reflection;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.Guests;

namespace OrleansMonitor.Trust.Faults;

/// <summary>All calls of the monitor to grains, stores and Proxmox, found by reflection, so new ones are included automatically.</summary>
internal static class FaultedCall
{
    /// <summary>The methods of all grains' interfaces and of all ports, by <c>Interface.Method</c>.</summary>
    public static IReadOnlyList<MethodInfo> All { get; } =
    [
        .. typeof(IVmGrain).Assembly.GetTypes().Where(type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type))
            .Concat(Ports)
            .SelectMany(type => type.GetMethods())
            .Where(method => typeof(Task).IsAssignableFrom(method.ReturnType))
            .OrderBy(Name, StringComparer.Ordinal),
    ];

    /// <summary>The methods whose names contain a text; all for null.</summary>
    public static IEnumerable<MethodInfo> Named(string? part) =>
        All.Where(method => part is null || Name(method).Contains(part, StringComparison.Ordinal));

    /// <summary>The port interfaces of the domain: stores and Proxmox.</summary>
    public static IEnumerable<Type> Ports => typeof(IProbe).Assembly.GetTypes()
        .Where(type => type is { IsInterface: true, IsPublic: true } && type.Namespace == typeof(IProbe).Namespace
            && type != typeof(IResourceSink));

    public static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
}
