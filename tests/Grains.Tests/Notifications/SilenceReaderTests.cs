using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Grains.Notifications;

namespace OrleansMonitor.Grains.Tests.Notifications;

/// <summary>A message waits at most 2 s for the silences.</summary>
public sealed class SilenceReaderTests
{
    [Fact]
    public async Task Silences_that_cannot_be_read_or_not_in_time_are_those_that_were_read_last()
    {
        var time = new FakeTimeProvider();
        var grain = new AnsweringGrain();
        var reader = new SilenceReader(SilencesFactory.Of(grain), time, NullLogger<SilenceReader>.Instance);
        var known = new Silences();
        grain.Answer = Task.FromException<Silences>(new TimeoutException("away"));
        (await reader.Read()).ShouldBeSameAs(Silences.None);
        grain.Answer = Task.FromResult(known);
        (await reader.Read()).ShouldBeSameAs(known);

        grain.Answer = new TaskCompletionSource<Silences>().Task;
        var late = reader.Read();
        late.IsCompleted.ShouldBeFalse();
        time.Advance(SilenceReader.Limit);

        (await late).ShouldBeSameAs(known);
    }

    private sealed class AnsweringGrain : ISilencesGrain
    {
        public Task<Silences> Answer { get; set; } = Task.FromResult(Silences.None);

        public Task<Silences> Get() => Answer;

        public Task<Silences> Current() => Answer;

        public Task<bool> Create(Silence silence, string? address) => Task.FromResult(false);

        public Task<Silence?> End(string id, string actor, string? address) => Task.FromResult<Silence?>(null);
    }

    internal class SilencesFactory : DispatchProxy
    {
        private ISilencesGrain? _grain;

        public static IGrainFactory Of(ISilencesGrain grain)
        {
            var factory = Create<IGrainFactory, SilencesFactory>();
            ((SilencesFactory)(object)factory)._grain = grain;
            return factory;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _grain;
    }
}
