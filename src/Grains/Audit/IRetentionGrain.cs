namespace OrleansMonitor.Grains.Audit;

/// <summary>Deletes what is older than the retention. Key: 0.</summary>
[Alias("retention-grain")]
public interface IRetentionGrain : IGrainWithIntegerKey
{
    /// <summary>Cleans up, unless that was done within the last minutes: every cluster's background tick asks for it.</summary>
    [Alias("clean-up")]
    Task CleanUp();
}
