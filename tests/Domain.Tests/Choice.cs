namespace OrleansMonitor.Domain.Tests;

/// <summary>A generator of given values.</summary>
internal static class Choice
{
    public static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);
}
