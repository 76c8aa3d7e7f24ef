namespace OrleansMonitor.Grains.Clusters;

/// <summary>Counts what a grain is working on.</summary>
internal sealed class Turns
{
    private int _running;

    public bool Any => _running > 0;

    public async Task Take(Func<Task> turn)
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
