using Microsoft.Extensions.Hosting;

namespace OrleansMonitor.Grains.Placement;

/// <summary>
/// Tells when grains of this silo may have to leave: it stops, or another silo goes in whose part of the grain directory they are
/// registered. A grain does not leave while somebody waits on it, and until it has left nothing that it is called for is begun; so who
/// makes callers wait for what comes ends their wait, and they ask again.
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

    /// <summary>Cancelled at the next departure.</summary>
    public CancellationToken Next => _stopping.IsCancellationRequested ? _stopping : _next.Token;

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status.IsTerminating() && !updatedSilo.Equals(_here.SiloAddress)) End();
    }

    public void Dispose() => _next.Dispose();

    // Not disposed: who has just asked for its token must be able to use it, and nothing is held by it.
    private void End() => Interlocked.Exchange(ref _next, new()).Cancel();
}
