namespace OrleansMonitor.Hosting.Tests.Storage.Silos;

/// <summary>A database of some kind that silos keep their state in; it outlives them.</summary>
public interface ISiloStorage : IDisposable
{
    /// <summary>Has a silo use it.</summary>
    void Configure(ISiloBuilder silo);
}
