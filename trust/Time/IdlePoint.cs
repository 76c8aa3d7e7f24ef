using System.Runtime.CompilerServices;

namespace OrleansMonitor.Trust.Time;

/// <summary>
/// Awaits the moment at which nothing is left to run. The process has one worker thread: while the awaiter's continuation runs, nothing
/// else does, and what the pool has queued is all that is under way. What waits for a timer, waits for the clock.
/// </summary>
internal readonly struct Rest : INotifyCompletion
{
    public static Rest Reached => default;

    public bool IsCompleted => false;

    public Rest GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => Queue(continuation);

    private static void Queue(Action continuation) => ThreadPool.UnsafeQueueUserWorkItem(Look, continuation, preferLocal: false);

    private static void Look(Action continuation)
    {
        if (ThreadPool.PendingWorkItemCount == 0) continuation();
        else Queue(continuation);
    }
}
