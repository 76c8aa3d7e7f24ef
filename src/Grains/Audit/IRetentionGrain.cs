namespace OrleansMonitor.Grains.Audit;

/// <summary>Deletes what is older than the retention. Key: 0.</summary>
[Alias("retention-grain")]
public interface IRetentionGrain : IGrainWithIntegerKey
{
    /// <summary>Cleans up, unless that was done within half a background period: every cluster's background tick calls this.</summary>
    [Alias("clean-up")]
    Task CleanUp();
}
