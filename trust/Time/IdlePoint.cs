using System.Runtime.CompilerServices;

namespace OrleansMonitor.Trust.Time;

/// <summary>
/// Awaits the point at which no work is left. The process has one worker thread: while the continuation runs, nothing else does, and all
/// pending work is in the pool's queue. Work that waits for a timer waits for the clock.
/// </summary>
internal readonly struct IdlePoint : INotifyCompletion
{
    public static IdlePoint Reached => default;

    public bool IsCompleted => false;

    public IdlePoint GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => Queue(continuation);

    private static void Queue(Action continuation) => ThreadPool.UnsafeQueueUserWorkItem(RunIfIdle, continuation, preferLocal: false);

    private static void RunIfIdle(Action continuation)
    {
        if (ThreadPool.PendingWorkItemCount == 0) continuation();
        else Queue(continuation);
    }
}
