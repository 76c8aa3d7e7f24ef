namespace OrleansMonitor.Architecture.Tests.Examples;

/// <summary>Names each of the types below in one way only.</summary>
[InAttribute(typeof(InTypeOf))]
internal sealed class Naming : InBase
{
    private readonly List<InField> _field = [];

    public static InResult? Take(InParameter parameter, Func<InArgument[]> other) =>
        parameter is null && other is null && new InBody() is null ? new() : null;

    public static T Make<T>()
        where T : InConstraint => Array.Empty<T>()[0];

    public static Func<bool> Later() => () => new InLambda() is null;

    public async Task<int> Wait()
    {
        await Task.Yield();
        return new InAwait().GetHashCode() + Array.Empty<InGenericCall>().Length + _field.Count;
    }

    private sealed class Inner
    {
        public InNested? Nested { get; init; }
    }
}

internal class InBase;

internal sealed class InArgument;

internal sealed class InAwait;

internal sealed class InBody;

internal class InConstraint;

internal sealed class InField;

internal sealed class InGenericCall;

internal sealed class InLambda;

internal sealed class InNested;

internal sealed class InParameter;

internal sealed class InResult;

internal sealed class InTypeOf;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class InAttribute(Type type) : Attribute
{
    public Type Type => type;
}
