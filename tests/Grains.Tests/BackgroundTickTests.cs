using System.Reflection;
using OrleansMonitor.Grains.Polling;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests;

/// <summary>A part of the background tick that fails stops no other part.</summary>
public sealed class BackgroundTickTests
{
    [Theory, InlineData("Score"), InlineData("CleanUp")]
    public async Task Repairs_are_scored_and_old_records_deleted_though_the_other_fails(string failing)
    {
        var called = new List<string>();
        var tick = new BackgroundTick((IGrainFactory)Grains.Of(typeof(IGrainFactory), failing, called));

        await Should.ThrowAsync<TimeoutException>(() => tick.Run(MonitorHarness.Name));

        called.ShouldBe(["Score", "CleanUp"], ignoreOrder: true);
    }

    /// <summary>A factory of grains of which one call fails, and these grains.</summary>
    internal class Grains : DispatchProxy
    {
        private string _failing = "";
        private List<string> _called = [];

        public static object Of(Type type, string failing, List<string> called)
        {
            var proxy = (Grains)Create(type, typeof(Grains));
            (proxy._failing, proxy._called) = (failing, called);
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.ReturnType is { IsInterface: true } grain) return Of(grain, _failing, _called);
            _called.Add(targetMethod.Name);
            return targetMethod.Name == _failing ? Task.FromException(new TimeoutException("away")) : Task.CompletedTask;
        }
    }
}
