namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>Holds how many monitors play at once: a test that waits for a held answer leaves its core to others, but hundreds of silos at once would starve each other.</summary>
internal static class PlayingStage
{
    private static readonly SemaphoreSlim Places = new(Environment.ProcessorCount);

    /// <summary>Waits for a place; to be disposed when the play is over.</summary>
    public static async Task<IDisposable> Enter()
    {
        await Places.WaitAsync(TestContext.Current.CancellationToken);
        return new Place();
    }

    private sealed class Place : IDisposable
    {
        public void Dispose() => Places.Release();
    }
}
