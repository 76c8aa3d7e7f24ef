using Microsoft.AspNetCore.Components;

namespace OrleansMonitor.Dashboard.Live;

/// <summary>A part of a page that follows the board. While a rendering waits, further changes are folded into it.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private int _waiting;

    /// <summary>What there is to show.</summary>
    protected Board Board { get; private set; } = new();

    /// <summary>Where the board comes from.</summary>
    [Inject]
    protected LiveBoard Live { get; set; } = null!;

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Board = Live.Current;
        if (RendererInfo.IsInteractive) Live.Moved += Follow;
    }

    /// <summary>Called with the board from before; false where nothing that is shown here moved.</summary>
    protected virtual bool Concerns(Board before) => true;

    /// <summary>Lets the board go.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets the board go.</summary>
    protected virtual void Dispose(bool disposing) => Live.Moved -= Follow;

    private void Follow()
    {
        // On a thread of its own: a viewer's renderer that is idle would render here, and each viewer would wait for the one before.
        if (Interlocked.Exchange(ref _waiting, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static component => _ = component.ShowAsync(), this, preferLocal: false);
    }

    private async Task ShowAsync()
    {
        try
        {
            await InvokeAsync(() =>
            {
                Volatile.Write(ref _waiting, 0);
                var before = Board;
                Board = Live.Current;
                if (Concerns(before)) StateHasChanged();
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
