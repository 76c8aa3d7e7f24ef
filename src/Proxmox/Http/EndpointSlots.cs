namespace OrleansMonitor.Proxmox.Http;

/// <summary>
/// Limits an endpoint to two concurrent requests. Patient calls, which may hang for long on a node's storage, share one of the two slots,
/// so that critical polls never queue behind them.
/// </summary>
internal sealed class EndpointSlots : IDisposable
{
    private readonly SemaphoreSlim _all = new(2, 2);
    private readonly SemaphoreSlim _patient = new(1, 1);

    /// <summary>Waits for a slot; disposing the result releases it.</summary>
    public async Task<Slot> AcquireAsync(bool patient, CancellationToken cancellation)
    {
        if (patient) await _patient.WaitAsync(cancellation);
        try
        {
            await _all.WaitAsync(cancellation);
        }
        catch
        {
            if (patient) _patient.Release();
            throw;
        }

        return new Slot(this, patient);
    }

    public void Dispose()
    {
        _all.Dispose();
        _patient.Dispose();
    }

    /// <summary>A taken slot.</summary>
    internal readonly struct Slot(EndpointSlots owner, bool patient) : IDisposable
    {
        public void Dispose()
        {
            owner._all.Release();
            if (patient) owner._patient.Release();
        }
    }
}
