using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Schema;

/// <summary>
/// The database that the process began with is not there any more: deleted, replaced, emptied or set back. Waiting alone does not help.
/// </summary>
internal sealed class DatabaseLostException : Exception
{
    /// <summary>Says what was found, in words.</summary>
    public DatabaseLostException(string message)
        : base(message)
    {
    }

    /// <summary>What was found, and what to do about it.</summary>
    /// <param name="begin">What a start would make of it.</param>
    public StoreUnavailableException Explain(string begin) => new(
        $"{Message} Nothing is stored. Put the right one back in its place and the monitor goes on by itself; where it is lost, restart "
            + $"the monitor: {begin}", this);
}
