namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>
/// Holds how many monitors play at once: a test that waits for a held answer leaves its core to others, but hundreds of silos at once would
/// starve each other.
/// </summary>
internal static class PlayingStage
{
    // Real time: a play takes seconds. One that hangs is given up, so that it fails by itself and says where, and holds up no other.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private static readonly SemaphoreSlim Places = new(Environment.ProcessorCount);

    /// <summary>Waits for a place, and plays.</summary>
    /// <param name="play">The play.</param>
    /// <param name="where">What it has come to, for one that does not end.</param>
    public static async Task<T> Play<T>(Func<Task<T>> play, Func<string> where)
    {
        await Places.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            var played = Task.Run(play);
            return await Task.WhenAny(played, Task.Delay(Limit)) == played
                ? await played
                : throw new TimeoutException($"The play came to no end within {Limit}: {where()}.");
        }
        finally
        {
            Places.Release();
        }
    }
}
