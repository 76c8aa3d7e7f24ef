namespace OrleansMonitor.Hosting.Tests.Storage.Silos;

internal interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Increment();

    Task<int> Read();

    Task Clear();

    Task Remind(TimeSpan due, TimeSpan period);

}

[GenerateSerializer, Alias("test-counter")]
internal sealed class Counter
{
    [Id(0)] public int Value { get; set; }

    [Id(1)] public string? Note { get; set; }
}

/// <summary>What <see cref="Counter"/> might be in a later version.</summary>
[GenerateSerializer, Alias("test-later-counter")]
internal sealed class LaterCounter
{
    [Id(0)] public int Count { get; set; }

    [Id(2)] public List<string> Labels { get; set; } = [];
}

/// <summary>Where a reminder's tick shows.</summary>
internal sealed class Ticks
{
    private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> First => _first.Task;

    public void Seen(string grain) => _first.TrySetResult(grain);
}

internal sealed class CounterGrain([PersistentState("counter", "state")] IPersistentState<Counter> counter, Ticks ticks)
    : Grain, ICounterGrain, IRemindable
{
    private const string Name = "wake";

    public async Task<int> Increment()
    {
        counter.State.Value++;
        await counter.WriteStateAsync();
        return counter.State.Value;
    }

    public Task<int> Read() => Task.FromResult(counter.State.Value);

    public Task Clear() => counter.ClearStateAsync();

    public Task Remind(TimeSpan due, TimeSpan period) => this.RegisterOrUpdateReminder(Name, due, period);


    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        ticks.Seen(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }
}
