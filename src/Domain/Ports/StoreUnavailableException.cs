namespace OrleansMonitor.Domain.Ports;

/// <summary>The database is locked, full or unavailable. Callers retry if they can; the message is written for people.</summary>
[GenerateSerializer, Alias("store-unavailable")]
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Creates the exception; the message says what happened and what to do.</summary>
    public StoreUnavailableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
