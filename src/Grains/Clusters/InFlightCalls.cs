namespace OrleansMonitor.Grains.Clusters;

/// <summary>Counts the calls that a grain is running.</summary>
internal sealed class InFlightCalls
{
    private int _running;

    public bool Any => _running > 0;

    public async Task Run(Func<Task> call)
    {
        _running++;
        try
        {
            await call();
        }
        finally
        {
            _running--;
        }
    }
}
