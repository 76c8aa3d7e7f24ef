using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;
using Orleans.Storage;

namespace OrleansMonitor.Grains.StoredState;

/// <summary>
/// A grain's stored state that is read when first needed. A grain whose state is read on activation cannot activate while the database is
/// unavailable, but grains that monitor must.
/// </summary>
/// <typeparam name="T">What is stored.</typeparam>
internal sealed class LazyPersistentState<T>
    where T : class
{
    private readonly StateStorageBridge<StoredValue<T>> _stored;
    private readonly SemaphoreSlim _working = new(1, 1);
    private bool _read;

    public LazyPersistentState(IGrainContext context, string name)
    {
        var services = context.ActivationServices;
        _stored = new(name, context, services.GetRequiredKeyedService<IGrainStorage>(StateWriteExtensions.StorageName));
        context.ObservableLifecycle.AddMigrationParticipant(_stored);
    }

    /// <summary>Whether it was read, or migrated here from another silo.</summary>
    public bool IsKnown => _read || _stored.Etag is not null;

    /// <summary>The stored value; null if there is none or it is not known.</summary>
    public T? Value => _stored.State.Value;

    /// <summary>
    /// Runs work on the state after all work that came before: a reentrant grain may be called while it waits for the database.
    /// </summary>
    public async Task Exclusively(Func<Task> work)
    {
        await _working.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            _working.Release();
        }
    }

    /// <summary>Reads the state unless it is known. Fails while the database is unavailable.</summary>
    public async Task Read()
    {
        if (!IsKnown) await Reread();
    }

    /// <summary>Reads the state from the database now. If the database is unavailable, it fails and keeps the known value.</summary>
    public async Task Reread()
    {
        await _stored.ReadStateAsync();
        _read = true;
    }

    /// <summary>Deletes the stored value; it is to be read before.</summary>
    public Task Clear() => _stored.RecordExists ? _stored.ClearStateAsync() : Task.CompletedTask;

    /// <summary>
    /// Stores a new value. A failure keeps the old one. If something else was stored meanwhile, by a write whose answer was lost or by
    /// another activation, it is read, so that the next attempt starts from it.
    /// </summary>
    /// <exception cref="InvalidOperationException">It was not read before, and would overwrite an unknown value.</exception>
    /// <exception cref="InconsistentStateException">Something else was stored meanwhile.</exception>
    public async Task Replace(T next)
    {
        if (!IsKnown) throw new InvalidOperationException("The state was not read yet.");
        try
        {
            await StateWriteExtensions.Replace(_stored, next);
        }
        catch (InconsistentStateException)
        {
            await Reread();
            throw;
        }
    }
}

/// <summary>Injects a <see cref="LazyPersistentState{T}"/> of that name.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class LazyPersistentStateAttribute(string name) : Attribute, IFacetMetadata
{
    /// <summary>The name under which it is stored.</summary>
    public string Name => name;
}

internal sealed class LazyPersistentStateMapper : IAttributeToFactoryMapper<LazyPersistentStateAttribute>
{
    public Factory<IGrainContext, object> GetFactory(ParameterInfo parameter, LazyPersistentStateAttribute metadata) =>
        context => Activator.CreateInstance(parameter.ParameterType, context, metadata.Name)!;
}
