namespace OrleansMonitor.Simulator.Tests;

/// <summary>Waits for what another thread is about to do, without a clock.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Moves fake time in steps until the answer is there, and says how much it took; fails when that exceeds <paramref
    /// name="most"/>.</summary>
    public static async Task<TimeSpan> PassUntilAsync(this SimulatorFixture simulator, Task answer, TimeSpan step, TimeSpan most)
    {
        var passed = TimeSpan.Zero;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        while (!answer.IsCompleted)
        {
            passed.ShouldBeLessThanOrEqualTo(most);
            simulator.Time.Advance(step);
            passed += step;
            // The answer crosses the loopback network in real time.
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token));
        }

        await patience.CancelAsync();
        return passed;
    }
}
