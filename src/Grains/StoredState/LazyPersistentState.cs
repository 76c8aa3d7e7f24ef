using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;
using Orleans.Storage;

namespace OrleansMonitor.Grains.StoredState;

/// <summary>
/// A grain's stored state that is read when it is first needed. A grain whose state is read with its activation cannot begin while the
/// database is away; one that watches must.
/// </summary>
/// <typeparam name="T">What is stored.</typeparam>
internal sealed class LazyPersistentState<T>
    where T : class
{
    private readonly StateStorageBridge<StoredValue<T>> _stored;
    private bool _read;

    public LazyPersistentState(IGrainContext context, string name)
    {
        var services = context.ActivationServices;
        _stored = new(name, context, services.GetRequiredKeyedService<IGrainStorage>(StateWriteExtensions.StorageName));
        context.ObservableLifecycle.AddMigrationParticipant(_stored);
    }

    /// <summary>True once it was read, or came along from another silo.</summary>
    public bool IsKnown => _read || _stored.Etag is not null;

    /// <summary>What is stored; null where nothing is, or where that is not known.</summary>
    public T? Value => _stored.State.Value;

    /// <summary>Reads it, unless it is known; fails while the database is away.</summary>
    public async Task Read()
    {
        if (!IsKnown) await Reread();
    }

    /// <summary>Reads it from the database at this moment; fails while that is away, and leaves what was known.</summary>
    public async Task Reread()
    {
        await _stored.ReadStateAsync();
        _read = true;
    }

    /// <summary>Stores another value; a failure leaves the value as it was.</summary>
    /// <exception cref="InvalidOperationException">It was not read before: what stands would be overwritten unseen.</exception>
    public Task Replace(T next) =>
        IsKnown ? StateWriteExtensions.Replace(_stored, next) : throw new InvalidOperationException("The state was not read yet.");
}

/// <summary>Asks for a <see cref="LazyPersistentState{T}"/> of that name.</summary>
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
