namespace OrleansMonitor.Hosting.Storage.Writing;

/// <summary>What the caller of a write is promised.</summary>
/// <param name="Limit">How long it may wait while the database is unavailable; then it fails.</param>
/// <param name="Flushed">
/// Whether it survives a power cut once it is acknowledged. Otherwise it survives the end of the process, and its commit does not wait for
/// the disk.
/// </param>
internal sealed record WritePromise(TimeSpan Limit, bool Flushed = true)
{
    /// <summary>Of the writer's own probes, which nobody waits for.</summary>
    public static WritePromise Probe { get; } = new(TimeSpan.Zero);
}
