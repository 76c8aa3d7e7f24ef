namespace OrleansMonitor.Grains.Clusters;

/// <summary>Counts what a grain is working on.</summary>
internal sealed class InFlightCalls
{
    private int _running;

    public bool Any => _running > 0;

    public async Task Run(Func<Task> turn)
    {
        _running++;
        try
        {
            await turn();
        }
        finally
        {
            _running--;
        }
    }
}
