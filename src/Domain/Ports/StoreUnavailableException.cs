namespace OrleansMonitor.Domain.Ports;

/// <summary>The database did not store or answer: it is locked, full or away. Retried by who can; shown as it is to people.</summary>
[GenerateSerializer, Alias("store-unavailable")]
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Says what happened and what to do.</summary>
    public StoreUnavailableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
