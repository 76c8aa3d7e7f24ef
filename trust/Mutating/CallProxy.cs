using System.Reflection;

namespace OrleansMonitor.Trust.Mutating;

/// <summary>A proxy for a port that intercepts each call.</summary>
internal class CallProxy<T> : DispatchProxy
    where T : class
{
    private T _inner = null!;
    private Func<T, MethodInfo, object?[]?, object?> _call = null!;

    /// <summary>Wraps a port.</summary>
    /// <param name="inner">The port.</param>
    /// <param name="call">Handles each call.</param>
    public static T Around(T inner, Func<T, MethodInfo, object?[]?, object?> call)
    {
        var proxy = Create<T, CallProxy<T>>();
        var self = (CallProxy<T>)(object)proxy;
        (self._inner, self._call) = (inner, call);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _call(_inner, targetMethod!, args);
}
