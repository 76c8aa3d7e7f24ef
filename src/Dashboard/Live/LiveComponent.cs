using Microsoft.AspNetCore.Components;

namespace OrleansMonitor.Dashboard.Live;

/// <summary>A component that follows the board. Changes that arrive while a rendering is queued are merged into it.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private int _renderQueued;

    /// <summary>The board to show.</summary>
    protected Board Board { get; private set; } = new();

    /// <summary>The source of the board.</summary>
    [Inject]
    protected LiveBoard Live { get; set; } = null!;

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Board = Live.Current;
        if (RendererInfo.IsInteractive) Live.Moved += OnBoardMoved;
    }

    /// <summary>Compares with the previous board; false if nothing shown by this component changed.</summary>
    protected virtual bool NeedsRender(Board before) => true;

    /// <summary>Stops following the board.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops following the board.</summary>
    protected virtual void Dispose(bool disposing) => Live.Moved -= OnBoardMoved;

    private void OnBoardMoved()
    {
        // An idle renderer would render on this thread and make the other viewers wait, so each viewer gets a pool thread.
        if (Interlocked.Exchange(ref _renderQueued, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static component => _ = component.ShowAsync(), this, preferLocal: false);
    }

    private async Task ShowAsync()
    {
        try
        {
            await InvokeAsync(() =>
            {
                Volatile.Write(ref _renderQueued, 0);
                var before = Board;
                Board = Live.Current;
                if (NeedsRender(before)) StateHasChanged();
            });
        }
        catch (ObjectDisposedException)
        {
            // The viewer has left.
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            await DispatchExceptionAsync(problem);
        }
    }
}
