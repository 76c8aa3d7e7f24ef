using Microsoft.Extensions.Hosting;

namespace OrleansMonitor.Grains.Placement;

/// <summary>
/// Signals that grains of this silo may have to move: it stops, or another silo terminates whose part of the grain directory they are
/// registered in. A grain does not move while a call waits on it, and starts no new calls until it has moved. Long waits must therefore end
/// at this signal; the callers then call again.
/// </summary>
internal sealed class SiloShutdownSignal : ISiloStatusListener, IDisposable
{
    private readonly ILocalSiloDetails _here;
    private readonly CancellationToken _stopping;
    private CancellationTokenSource _next = new();

    public SiloShutdownSignal(ILocalSiloDetails here, ISiloStatusOracle silos, IHostApplicationLifetime host)
    {
        (_here, _stopping) = (here, host.ApplicationStopping);
        _stopping.Register(End);
        silos.SubscribeToSiloStatusEvents(this);
    }

    /// <summary>Cancelled at the next signal.</summary>
    public CancellationToken Next => _stopping.IsCancellationRequested ? _stopping : _next.Token;

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status.IsTerminating() && !updatedSilo.Equals(_here.SiloAddress)) End();
    }

    public void Dispose() => _next.Dispose();

    // Not disposed, since its token may just have been handed out. It holds no resources.
    private void End() => Interlocked.Exchange(ref _next, new()).Cancel();
}
