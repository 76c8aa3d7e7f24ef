using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Schema;

/// <summary>
/// The database that the process started with was deleted, replaced, emptied or set back to an older state. Waiting alone does not help.
/// </summary>
internal sealed class DatabaseLostException : Exception
{
    public DatabaseLostException(string message)
        : base(message)
    {
    }

    /// <summary>The finding and its remedy.</summary>
    /// <param name="begin">What a restart does with the database that is there.</param>
    public StoreUnavailableException Explain(string begin) => new(
        $"{Message} Nothing is stored. Put the right one back in its place and the monitor goes on by itself; where it is lost, restart "
            + $"the monitor: {begin}", this);
}
