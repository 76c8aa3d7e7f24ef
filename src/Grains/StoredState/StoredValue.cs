namespace OrleansMonitor.Grains.StoredState;

/// <summary>A grain's stored value; null until first written.</summary>
/// <typeparam name="T">What is stored.</typeparam>
[GenerateSerializer, Alias("stored`1")]
public sealed class StoredValue<T>
    where T : class
{
    /// <summary>The value.</summary>
    [Id(0)]
    public T? Value { get; set; }
}
